package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A value that fits a JSON Schema, as far as its types, enumerations, bounds and references say.
 * Patterns are not looked at. Always the same for the same schema.
 */
final class Sample {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TEXT = "scripted by the sandbox provider";
  private static final int DEPTH_MAX = 12;
  private static final int ITEMS_MAX = 20;
  private static final int CHARS_MAX = 1000;

  private static final int VALUES_MAX = 10_000;

  private final JsonNode root;
  private int values;

  private Sample(JsonNode root) {
    this.root = root;
  }

  static JsonNode of(JsonNode schema) {
    return new Sample(schema).value(schema, 0);
  }

  private JsonNode value(JsonNode given, int depth) {
    if (depth > DEPTH_MAX || ++values > VALUES_MAX) {
      return NODES.nullNode(); // schemas may refer to themselves
    }
    var schema = resolved(given);
    if (schema.has("const")) {
      return schema.path("const");
    }
    for (var choice : new String[] {"enum", "anyOf", "oneOf", "allOf"}) {
      if (!schema.path(choice).isEmpty()) {
        var first = schema.path(choice).path(0);
        return choice.equals("enum") ? first : value(first, depth + 1);
      }
    }
    return typed(schema, type(schema), depth);
  }

  private JsonNode typed(JsonNode schema, String type, int depth) {
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer", "number" -> number(schema);
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(text(schema));
    };
  }

  /** Of several types the first; without one, what the other words are about. */
  private static String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isMissingNode()) {
      return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }
    return type.isArray() ? type.path(0).asText() : type.asText();
  }

  private JsonNode object(JsonNode schema, int depth) {
    var object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(member -> object.set(member.getKey(), value(member.getValue(), depth + 1)));
    return object;
  }

  private JsonNode array(JsonNode schema, int depth) {
    var array = NODES.arrayNode();
    int items = Math.clamp(schema.path("minItems").asInt(1), 0, ITEMS_MAX);
    for (int i = 0; i < items; i++) {
      array.add(value(schema.path("items"), depth + 1));
    }
    return array;
  }

  private static JsonNode number(JsonNode schema) {
    if (schema.has("minimum")) {
      return schema.path("minimum");
    }
    if (schema.has("exclusiveMinimum")) {
      return NODES.numberNode(schema.path("exclusiveMinimum").asInt() + 1);
    }
    return NODES.numberNode(Math.min(0, schema.path("maximum").asInt(0)));
  }

  private static String text(JsonNode schema) {
    var text =
        switch (schema.path("format").asText()) {
          case "date" -> "2026-01-01";
          case "date-time" -> "2026-01-01T00:00:00Z";
          case "time" -> "00:00:00Z";
          case "email" -> "sandbox@example.org";
          case "uri" -> "https://example.org/";
          case "uuid" -> "00000000-0000-4000-8000-000000000000";
          default -> TEXT;
        };
    int least = Math.min(schema.path("minLength").asInt(0), CHARS_MAX);
    var padded = text + ".".repeat(Math.max(0, least - text.length()));
    return padded.substring(
        0, Math.min(padded.length(), schema.path("maxLength").asInt(CHARS_MAX)));
  }

  /** What a reference within the schema points at; one that points nowhere fits anything. */
  private JsonNode resolved(JsonNode schema) {
    var reference = schema.path("$ref").asText();
    return reference.startsWith("#/")
        ? root.at(reference.substring(1))
        : reference.isEmpty() ? schema : MissingNode.getInstance();
  }
}
