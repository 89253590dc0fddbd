package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a crew's declared inputs into the JSON Schema that callers see and are checked against. */
final class InputSchema {
  /** The author's word for each keyword that only has to be copied. */
  private static final Map<String, String> KEYWORDS = keywords();

  private static final ObjectMapper JSON = new ObjectMapper();

  private InputSchema() {}

  /** The schema of all inputs: an object that has these properties and no others. */
  static Map<String, Object> of(
      Map<String, Map<String, Object>> properties, List<String> required) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  /** The schema of the inputs as declared. */
  static Map<String, Object> declared(YamlNode inputs) {
    var properties = new LinkedHashMap<String, Map<String, Object>>();
    var required = new ArrayList<String>();
    for (var input : inputs.entries()) {
      properties.put(input.name(), property(input));
      if (isRequired(input)) {
        required.add(input.name());
      }
    }
    return of(properties, required);
  }

  /** One input's schema. */
  static Map<String, Object> property(YamlNode input) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", type(input));
    KEYWORDS.forEach((word, keyword) -> {
      if (has(input, word)) {
        schema.put(keyword, value(input.get(word).json()));
      }
    });
    if (has(input, "items")) {
      schema.put("items", Map.of("type", input.get("items").text()));
    }
    if (has(input, "example")) {
      schema.put("examples", List.of(value(input.get("example").json())));
    }
    return schema;
  }

  static String type(YamlNode input) {
    return has(input, "type") ? input.get("type").text() : "string";
  }

  static boolean isRequired(YamlNode input) {
    var required = input.get("required").json();
    return required.isBoolean() ? required.asBoolean() : !has(input, "default");
  }

  static boolean has(YamlNode input, String word) {
    return !input.get(word).json().isMissingNode();
  }

  private static Object value(JsonNode json) {
    return JSON.convertValue(json, Object.class);
  }

  private static Map<String, String> keywords() {
    var keywords = new LinkedHashMap<String, String>();
    keywords.put("description", "description");
    keywords.put("enum", "enum");
    keywords.put("min_length", "minLength");
    keywords.put("max_length", "maxLength");
    keywords.put("minimum", "minimum");
    keywords.put("maximum", "maximum");
    keywords.put("min_items", "minItems");
    keywords.put("max_items", "maxItems");
    keywords.put("default", "default");
    return keywords;
  }
}
