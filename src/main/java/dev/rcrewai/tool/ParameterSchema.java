package dev.rcrewai.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.step.ToolSpec;
import java.util.Map;
import java.util.Optional;

/** Reads the JSON Schema that a tool's source holds as a text block. */
public final class ParameterSchema {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private static final int MESSAGE_CHARS_MAX = 200;

  private ParameterSchema() {}

  /** What is wrong with a schema that others wrote, if anything. */
  public static Optional<String> problem(Map<String, Object> schema) {
    try {
      new ArgumentSchema(new ToolSpec("some_tool", "", schema, false));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("this is no JSON Schema: " + words(e));
    }
  }

  private static String words(RuntimeException problem) {
    var cause = problem.getCause() == null ? problem : problem.getCause();
    return ResultText.oneLine(String.valueOf(cause.getMessage()), MESSAGE_CHARS_MAX);
  }

  /** The schema as a tree of maps and lists; text that is no JSON object is a mistake in a tool. */
  public static Map<String, Object> parse(String json) {
    try {
      return MAPPER.readValue(json, TREE);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tool's parameters are no JSON object", e);
    }
  }
}
