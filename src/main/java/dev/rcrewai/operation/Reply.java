package dev.rcrewai.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rcrewai.execution.Json;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer: the same status, headers and bytes by every door.
 *
 * @param status an HTTP status
 * @param body empty where there is nothing to say
 */
public record Reply(int status, Map<String, String> headers, Buffer body) {
  private static final String CONTENT_TYPE = "Content-Type";

  /** There is nothing to say, now or later. */
  static final Reply NOTHING = new Reply(204, Map.of(), Buffer.buffer());

  public Reply {
    headers = Map.copyOf(headers);
  }

  static Reply json(int status, Map<String, String> headers, Object value)
      throws JsonProcessingException {
    var body = Buffer.buffer(Json.MAPPER.writeValueAsBytes(value));
    return of(status, "application/json", headers, body);
  }

  static Reply of(int status, String mediaType, Map<String, String> headers, Buffer body) {
    var all = new LinkedHashMap<>(headers);
    all.put(CONTENT_TYPE, mediaType);
    return new Reply(status, all, body);
  }

  /** The problem's document, and what its status asks for beside it. */
  public static Reply of(Problem problem) {
    var headers = new LinkedHashMap<String, String>();
    if (problem.retryAfter() != null) {
      long seconds = Math.max(1, problem.retryAfter().plusMillis(999).toSeconds());
      headers.put("Retry-After", Long.toString(seconds));
    }
    if (problem.status() == 401) {
      headers.put("WWW-Authenticate", "Bearer realm=\"rcrewai\"");
    }
    var body = Buffer.buffer(problem.document().toString());
    return of(problem.status(), Problem.MEDIA_TYPE, headers, body);
  }
}
