package dev.rcrewai.tool;

import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A request of a tool.
 *
 * @param headers stay on the server that they were meant for: a redirect elsewhere drops them
 * @param body empty for none
 * @param complete whether what has arrived of the body is all that is waited for
 */
public record HttpCall(
    HttpMethod method,
    URI url,
    Map<String, String> headers,
    Buffer body,
    Predicate<Buffer> complete) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** Asks for a page. */
  public static HttpCall get(URI url) {
    return new HttpCall(
        HttpMethod.GET, url, Map.of("Accept", "text/html"), Buffer.buffer(), _ -> false);
  }

  /** The same, which says what it is part of; only for servers that the operator chose. */
  public HttpCall partOf(TraceContext trace) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(trace.headers());
    return new HttpCall(method, url, all, body, complete);
  }

  boolean isSafe() {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  HttpCall redirected(URI to, boolean sameServer) {
    return new HttpCall(method, to, sameServer ? headers : Map.of(), body, complete);
  }
}
