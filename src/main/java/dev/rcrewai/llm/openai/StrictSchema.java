package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.SchemaTree;
import java.util.Set;

/**
 * The schemas to which OpenAI holds a model strictly. Strictness wants every property required and
 * no others; a schema that says something else is sent as it is, without strictness, because an
 * answer that was made to fit another schema need not fit its own.
 */
final class StrictSchema {
  private static final Set<String> WORDS =
      Set.of(
          "$defs",
          "$ref",
          "additionalProperties",
          "anyOf",
          "const",
          "definitions",
          "description",
          "enum",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "format",
          "items",
          "maxItems",
          "maximum",
          "minItems",
          "minimum",
          "multipleOf",
          "pattern",
          "properties",
          "required",
          "title",
          "type");
  private static final Set<String> FORMATS =
      Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

  private StrictSchema() {}

  /** Whether nothing of the schema is lost by strictness, once its objects are closed. */
  static boolean fits(ObjectNode root) {
    return root.path("type").asText().equals("object")
        && !root.has("anyOf")
        && SchemaTree.all(root).stream().allMatch(StrictSchema::fitsAlone);
  }

  private static boolean fitsAlone(ObjectNode schema) {
    boolean known = schema.properties().stream().allMatch(word -> WORDS.contains(word.getKey()));
    boolean format = !schema.has("format") || FORMATS.contains(schema.path("format").asText());
    return known && format && SchemaTree.isClosable(schema) && isAllRequired(schema);
  }

  private static boolean isAllRequired(ObjectNode schema) {
    var required = SchemaTree.values(schema.path("required"));
    return schema.path("properties").properties().stream()
        .allMatch(property -> required.contains(property.getKey()));
  }
}
