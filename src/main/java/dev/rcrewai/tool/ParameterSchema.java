package dev.rcrewai.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Reads the JSON Schema that a tool's source holds as a text block. */
public final class ParameterSchema {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private ParameterSchema() {}

  /** The schema as a tree of maps and lists; text that is no JSON object is a mistake in a tool. */
  public static Map<String, Object> parse(String json) {
    try {
      return MAPPER.readValue(json, TREE);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tool's parameters are no JSON object", e);
    }
  }
}
