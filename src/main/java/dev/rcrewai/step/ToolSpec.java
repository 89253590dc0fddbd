package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is told about a tool, and what its calls are checked against.
 *
 * @param name {@code [a-z0-9_-]+}
 * @param description one or two sentences for the model
 * @param parameters a JSON Schema of type object, as a tree of maps and lists
 * @param sideEffects whether a call changes something outside; such a call is never repeated
 * @param home where another server answers for it; null for what this server does itself
 */
public record ToolSpec(
    String name,
    String description,
    Map<String, Object> parameters,
    @JsonProperty("side_effects") boolean sideEffects,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ToolHome home) {
  public ToolSpec {
    if (!name.matches("[a-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "tool name '" + name + "' must match [a-z0-9_-] and have at most 64 characters");
    }
    parameters = Map.copyOf(parameters);
  }

  /** A tool of this server's own. */
  public ToolSpec(
      String name, String description, Map<String, Object> parameters, boolean sideEffects) {
    this(name, description, parameters, sideEffects, null);
  }
}
