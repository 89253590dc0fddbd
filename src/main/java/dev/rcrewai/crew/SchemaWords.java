package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Says in words what a value is and what a JSON Schema expects. */
final class SchemaWords {
  private static final int SHOWN_MAX = 40;

  private SchemaWords() {}

  /** The items of a list; empty for anything else. */
  static Stream<JsonNode> values(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** The value's kind and size, for whoever may not be shown its content. */
  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> text(value.asText());
      case NUMBER -> value.isIntegralNumber() ? "a whole number" : "a number";
      case BOOLEAN -> "true or false";
      case ARRAY -> value.isEmpty() ? "an empty list" : "a list of " + count(value, "item");
      case OBJECT -> value.isEmpty() ? "an empty object" : "an object of " + count(value, "member");
      default -> "null";
    };
  }

  /** The value itself where it is short enough to be shown: {@code 'lots'}. */
  static String shown(JsonNode value) {
    if (value.isContainerNode() || value.isNull() || value.isMissingNode()) {
      return kind(value);
    }
    var text = value.asText();
    var cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
    return value.isTextual() ? "'" + cut.replace('\n', ' ') + "'" : cut;
  }

  /** What fits the schema: {@code a whole number from 1 to 200}. */
  static String expected(JsonNode schema) {
    if (schema.has("enum")) {
      return oneOf(schema.path("enum"));
    }
    var type = schema.path("type");
    if (type.isArray()) {
      return values(type)
          .map(JsonNode::asText)
          .filter(each -> !each.equals("null"))
          .map(SchemaWords::type)
          .collect(Collectors.joining(" or "));
    }
    return switch (type.asText()) {
      case "integer", "number" ->
          type(type.asText()) + range(schema.get("minimum"), schema.get("maximum"), " ");
      case "string" -> text(schema);
      case "array" -> list(schema);
      case "object" -> "an object" + sized(schema, "minProperties", "maxProperties", " members");
      case "boolean" -> "true or false";
      default -> "a value that fits its schema";
    };
  }

  private static String text(String value) {
    var length = value.codePointCount(0, value.length());
    return value.isBlank() ? "blank text" : "text of " + length + " characters";
  }

  private static String count(JsonNode value, String what) {
    return value.size() + " " + what + (value.size() == 1 ? "" : "s");
  }

  private static String type(String type) {
    return switch (type) {
      case "integer" -> "a whole number";
      case "string" -> "text";
      case "array" -> "a list";
      case "object" -> "an object";
      case "boolean" -> "true or false";
      default -> "a number";
    };
  }

  private static String text(JsonNode schema) {
    var pattern = schema.path("pattern").asText();
    return switch (pattern) {
      case "" -> "text" + sized(schema, "minLength", "maxLength", " characters");
      case "\\S" -> "text that is not blank";
      case "^[^/\\s]+/\\S+$" -> "PROVIDER/MODEL";
      default -> "text that matches " + pattern;
    };
  }

  private static String list(JsonNode schema) {
    var items = schema.path("items").path("type").asText();
    return "a list"
        + sized(schema, "minItems", "maxItems", " items")
        + (items.isEmpty() ? "" : ", each " + type(items))
        + (schema.path("uniqueItems").asBoolean() ? ", none twice" : "");
  }

  private static String sized(JsonNode schema, String min, String max, String unit) {
    var range = range(schema.get(min), schema.get(max), " of ");
    return range.isEmpty() ? "" : range + unit;
  }

  private static String range(@Nullable JsonNode min, @Nullable JsonNode max, String preposition) {
    if (min == null && max == null) {
      return "";
    }
    if (min == null || max == null) {
      return preposition + (min == null ? "at most " + max : "at least " + min);
    }
    return preposition.isBlank() ? " from " + min + " to " + max : " of " + min + " to " + max;
  }

  private static String oneOf(JsonNode values) {
    var words = values(values).map(JsonNode::asText).toList();
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }
}
