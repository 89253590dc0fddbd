package dev.rcrewai.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.execution.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as callers see it: an RFC 9457 problem document with a stable {@code code} and the
 * {@code error} member that the first version of this API had.
 *
 * @param code stable, for programs
 * @param error one sentence for people: what, which, and what to do
 * @param errors every fault, where there may be several
 * @param retryAfter when to come again, or null
 * @param more further members, or null
 */
public record Problem(
    int status,
    String code,
    String error,
    List<String> errors,
    @Nullable Duration retryAfter,
    @Nullable ObjectNode more) {
  static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  public static Problem of(int status, String code, String error) {
    return new Problem(status, code, error, List.of(), null, null);
  }

  public Problem withErrors(List<String> all) {
    return new Problem(status, code, error, all, retryAfter, more);
  }

  public Problem withRetryAfter(Duration delay) {
    return new Problem(status, code, error, errors, delay, more);
  }

  public Problem with(ObjectNode members) {
    return new Problem(status, code, error, errors, retryAfter, members);
  }

  /** The document. */
  ObjectNode document() {
    var node = Json.MAPPER.createObjectNode();
    node.put("type", "urn:rcrewai:problem:" + code);
    node.put("title", code.replace('_', ' '));
    node.put("status", status);
    node.put("code", code);
    node.put("error", error);
    if (!errors.isEmpty()) {
      var list = node.putArray("errors");
      errors.forEach(list::add);
    }
    if (more != null) {
      node.setAll(more);
    }
    return node;
  }
}
