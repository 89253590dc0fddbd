package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What a model is told about a tool, and what its calls are checked against.
 *
 * @param name {@code [a-z0-9_-]+}
 * @param description one or two sentences for the model
 * @param parameters a JSON Schema of type object, as a tree of maps and lists
 * @param sideEffects whether a call changes something outside; such a call is never repeated
 */
public record ToolSpec(
    String name,
    String description,
    Map<String, Object> parameters,
    @JsonProperty("side_effects") boolean sideEffects) {
  public ToolSpec {
    if (!name.matches("[a-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "tool name '" + name + "' must match [a-z0-9_-] and have at most 64 characters");
    }
    parameters = Map.copyOf(parameters);
  }
}
