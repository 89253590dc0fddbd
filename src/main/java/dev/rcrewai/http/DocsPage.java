package dev.rcrewai.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.rcrewai.operation.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The OpenAPI document as a page for people: plain HTML, no script, nothing from elsewhere. */
final class DocsPage {
  private DocsPage() {}

  static String html() {
    try {
      var document = new YAMLMapper().readTree(Contract.text());
      var operations = new StringBuilder();
      document
          .path("paths")
          .properties()
          .forEach(path ->
              path.getValue()
                  .properties()
                  .forEach(method ->
                      operations.append(
                          operation(path.getKey(), method.getKey(), method.getValue()))));
      var info = document.path("info");
      return Contract.resource("/docs.html")
          .replace("{{title}}", escaped(info.path("title").asText()))
          .replace("{{summary}}", escaped(info.path("summary").asText()))
          .replace("{{description}}", paragraphs(info.path("description").asText()))
          .replace("{{operations}}", operations);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String operation(String path, String method, JsonNode operation) {
    var parameters = new StringBuilder();
    operation
        .path("parameters")
        .forEach(parameter ->
            parameters
                .append("<li><code>")
                .append(escaped(name(parameter)))
                .append("</code></li>"));
    return """
    <section id="%s">
      <h2><span class="method">%s</span> <code>%s</code></h2>
      <p>%s</p>
      %s
      <p class="permission">Permission: <code>%s</code></p>
      %s
    </section>
    """
        .formatted(
            escaped(operation.path("operationId").asText()),
            escaped(method.toUpperCase(Locale.ROOT)),
            escaped(path),
            escaped(operation.path("summary").asText()),
            paragraphs(operation.path("description").asText()),
            escaped(operation.path("x-permission").asText()),
            parameters.isEmpty() ? "" : "<ul>" + parameters + "</ul>");
  }

  private static String name(JsonNode parameter) {
    var reference = parameter.path("$ref").asText();
    return reference.isEmpty()
        ? parameter.path("name").asText()
        : reference.substring(reference.lastIndexOf('/') + 1);
  }

  private static String paragraphs(String text) {
    return text.isBlank() ? "" : "<p>" + escaped(text.strip()).replace("\n\n", "</p><p>") + "</p>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
