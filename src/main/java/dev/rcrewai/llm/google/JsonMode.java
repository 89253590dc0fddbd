package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.SchemaSubset;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatRequest;
import java.util.Set;
import java.util.regex.Pattern;

/** What Google calls {@code responseJsonSchema}. */
final class JsonMode {
  /** The models before Gemini 3 have it, but not beside tools. */
  private static final Pattern WITHOUT_TOOLS = Pattern.compile("(models/)?gemini-[12]\\b.*");

  private static final SchemaSubset WORDS =
      new SchemaSubset(
          Set.of(
              "$anchor",
              "$defs",
              "$id",
              "$ref",
              "additionalProperties",
              "anyOf",
              "description",
              "enum",
              "format",
              "items",
              "maxItems",
              "maximum",
              "minItems",
              "minimum",
              "oneOf",
              "prefixItems",
              "properties",
              "propertyOrdering",
              "required",
              "title",
              "type"));

  private JsonMode() {}

  /** Whether the model can be asked for it in this request. */
  static boolean fits(ChatRequest request) {
    return request.tools().isEmpty() || !WITHOUT_TOOLS.matcher(request.model().model()).matches();
  }

  /** Asks for it. */
  static void write(ObjectNode generationConfig, ChatRequest request) {
    var output = request.output();
    if (output != null) {
      generationConfig
          .put("responseMimeType", "application/json")
          .set("responseJsonSchema", WORDS.of(WireJson.tree(output.schema())));
    }
  }
}
