package dev.rcrewai.client;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the server answered, a refusal included: the status, headers and body that HTTP would have
 * had for the same request.
 *
 * @param status an HTTP status
 * @param headers by their names in any case; {@code location} and {@code retry-after} among them
 * @param body the JSON as it came; empty with status 204
 */
public record Answer(int status, MultiMap headers, Buffer body) {
  private static final String STATUS = "status";

  static Answer of(Message<Object> message) {
    var headers = MultiMap.caseInsensitiveMultiMap().addAll(message.headers());
    int status = Integer.parseInt(headers.get(STATUS));
    var body = message.body() instanceof Buffer bytes ? bytes : Buffer.buffer();
    return new Answer(status, headers.remove(STATUS), body);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The body; an empty object where there is none. */
  public JsonObject json() {
    return body.length() == 0 ? new JsonObject() : body.toJsonObject();
  }

  /** Whether it is a problem document (RFC 9457) and not what was asked for. */
  public boolean isProblem() {
    return status >= 400;
  }

  /** The stable code of a problem, such as {@code execution_not_found}; empty for all else. */
  public String code() {
    return isProblem() ? json().getString("code", "") : "";
  }

  /** This answer; a problem is thrown instead. */
  public Answer orThrow() {
    if (isProblem()) {
      throw new ProblemException(this);
    }
    return this;
  }
}
