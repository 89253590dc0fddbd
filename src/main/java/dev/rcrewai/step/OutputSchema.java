package dev.rcrewai.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an answer has to look like.
 *
 * @param name {@code [a-z0-9_-]+}; some providers show it to the model
 * @param schema a JSON Schema of type object, as a tree of maps and lists
 */
public record OutputSchema(String name, Map<String, Object> schema) {
  public OutputSchema {
    if (!name.matches("[a-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "schema name '" + name + "' must match [a-z0-9_-] and have at most 64 characters");
    }
    schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema)); // models read in this order
  }
}
