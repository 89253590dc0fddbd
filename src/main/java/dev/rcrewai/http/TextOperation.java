package dev.rcrewai.http;

import dev.rcrewai.operation.Contract;
import dev.rcrewai.operation.Exchange;
import dev.rcrewai.operation.Operation;
import java.util.Map;

/** Answers with a text that never changes: the document, its page, a schema. */
record TextOperation(String id, String mediaType, Map<String, String> headers, String text)
    implements Operation {

  /** The page runs no script but its own, from here. */
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

  static TextOperation openApi() {
    return new TextOperation("getOpenApi", "application/yaml", Map.of(), Contract.text());
  }

  static TextOperation crewSchema() {
    return schema("getCrewSchema", "/crew.schema.json");
  }

  static TextOperation flowSchema() {
    return schema("getFlowSchema", "/flow.schema.json");
  }

  private static TextOperation schema(String id, String resource) {
    return new TextOperation(id, "application/schema+json", Map.of(), Contract.resource(resource));
  }

  static TextOperation docs() {
    return new TextOperation(
        "getDocs",
        "text/html; charset=utf-8",
        Map.of("Content-Security-Policy", PAGE_POLICY, "X-Content-Type-Options", "nosniff"),
        DocsPage.html());
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.text(200, mediaType, headers, text);
  }
}
