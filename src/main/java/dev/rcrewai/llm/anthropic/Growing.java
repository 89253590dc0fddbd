package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** A content block that arrives in pieces. */
final class Growing {
  private final ObjectNode block;
  private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
  private final StringBuilder input = new StringBuilder();

  Growing(ObjectNode block) {
    this.block = block;
  }

  /** Takes the next piece; returns what the model says to the reader with it, if anything. */
  String grow(JsonNode delta) {
    switch (WireJson.text(delta.path("type"))) {
      case "text_delta" -> {
        append("text", delta);
        return WireJson.text(delta.path("text"));
      }
      case "thinking_delta" -> append("thinking", delta);
      case "signature_delta" -> append("signature", delta);
      case "input_json_delta" -> input.append(WireJson.text(delta.path("partial_json")));
      default -> {} // citations, and what later versions add
    }
    return "";
  }

  /** The block, now that it is whole. */
  void addTo(Blocks blocks) {
    texts.forEach((field, text) -> block.put(field, WireJson.text(block.path(field)) + text));
    var started = block.path("input");
    if (!input.isEmpty()) {
      block.set("input", WireJson.arguments(input.toString()));
    }
    blocks.add(block, input.isEmpty() && started.isObject() ? started.toString() : input + "");
  }

  private void append(String field, JsonNode delta) {
    texts
        .computeIfAbsent(field, name -> new StringBuilder())
        .append(WireJson.text(delta.path(field)));
  }
}
