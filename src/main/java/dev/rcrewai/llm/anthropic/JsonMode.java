package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.SchemaSubset;
import dev.rcrewai.llm.SchemaTree;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatRequest;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic calls {@code output_config.format}: which models and schemas it is for. */
final class JsonMode {
  /** The models before Claude 4.5 have none. */
  private static final Pattern WITHOUT =
      Pattern.compile(
          "claude-(2|3|instant).*|claude-(opus|sonnet)-4(-[01])?(-\\d{8})?(-latest|@.*)?");

  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "time",
          "date",
          "duration",
          "email",
          "hostname",
          "uri",
          "ipv4",
          "ipv6",
          "uuid");
  private static final SchemaSubset WORDS =
      new SchemaSubset(
          Set.of(
              "$defs",
              "$ref",
              "additionalProperties",
              "allOf",
              "anyOf",
              "const",
              "definitions",
              "description",
              "enum",
              "format",
              "items",
              "minItems",
              "properties",
              "required",
              "title",
              "type"),
          JsonMode::takes);

  private JsonMode() {}

  /** Whether the request's schema can be asked for; every object in one has named members only. */
  static boolean fits(ChatRequest request) {
    var output = request.output();
    return output != null
        && !WITHOUT.matcher(request.model().model()).matches()
        && SchemaTree.all(WireJson.tree(output.schema())).stream().allMatch(SchemaTree::isClosable);
  }

  /** Asks for it. */
  static void write(ObjectNode body, ChatRequest request) {
    var output = request.output();
    if (output != null) {
      var schema = WORDS.of(WireJson.tree(output.schema()));
      SchemaTree.close(schema);
      body.putObject("output_config")
          .putObject("format")
          .put("type", "json_schema")
          .set("schema", schema);
    }
  }

  private static boolean takes(String word, JsonNode value) {
    return switch (word) {
      case "format" -> FORMATS.contains(value.asText());
      case "minItems" -> value.asInt() <= 1;
      default -> true;
    };
  }
}
