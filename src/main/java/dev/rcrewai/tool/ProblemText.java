package dev.rcrewai.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says to a model which of its arguments is wrong, and what was expected instead. */
final class ProblemText {
  private static final int NAME_CHARS_MAX = 60;
  private static final int REASON_CHARS_MAX = 200;

  private final String names;

  ProblemText(JsonNode schema) {
    names =
        String.join(
            ", ", schema.path("properties").properties().stream().map(Map.Entry::getKey).toList());
  }

  /** One violation of the schema. */
  String of(Error error) {
    return switch (Objects.requireNonNullElse(error.getKeyword(), "")) {
      case "required" -> "'" + child(error) + "' is missing";
      case "additionalProperties" ->
          "'" + child(error) + "' is no argument of this tool; it takes " + names;
      case "type" ->
          "'"
              + place(error)
              + "' is "
              + kind(error.getInstanceNode())
              + "; expected "
              + wanted(error);
      case "enum" -> "'" + place(error) + "' must be one of " + wanted(error);
      default ->
          "'" + place(error) + "' " + ResultText.oneLine(error.getMessage(), REASON_CHARS_MAX);
    };
  }

  /** Text that is no JSON. The text itself is not repeated: it may be long. */
  static String of(JsonProcessingException error) {
    String reason = ResultText.oneLine(error.getOriginalMessage(), REASON_CHARS_MAX);
    var at = error.getLocation();
    return at == null
        ? reason
        : reason + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }

  private static String place(Error error) {
    String pointer = error.getInstanceLocation().toString();
    return ResultText.oneLine(pointer.substring(Math.min(1, pointer.length())), NAME_CHARS_MAX);
  }

  private static String child(Error error) {
    String parent = place(error);
    String name = ResultText.oneLine(String.valueOf(error.getProperty()), NAME_CHARS_MAX);
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  private static String kind(@Nullable JsonNode value) {
    return value == null ? "missing" : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String wanted(Error error) {
    JsonNode schema = error.getSchemaNode();
    List<String> words = new ArrayList<>();
    if (schema.isArray()) {
      schema.forEach(word -> words.add(word.asText()));
    } else {
      words.add(schema.asText());
    }
    return String.join(", ", words);
  }
}
