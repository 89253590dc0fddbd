package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AnswerTool;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.ProviderState;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message's content blocks and what else is said of it, put together into a reply. */
final class Blocks {
  /** Whose recorded parts these are. */
  static final String OWNER = "anthropic";

  /** Blocks that can be written again from text and calls. */
  private static final Set<String> PLAIN = Set.of("text", "tool_use");

  private final ReplyDraft draft = new ReplyDraft();
  private final List<Block> blocks = new ArrayList<>();
  private final ObjectNode usage = WireJson.object();
  private @Nullable String stopReason;

  /** A block, and the arguments of its call as the model wrote them. */
  private record Block(ObjectNode json, String arguments) {
    String type() {
      return WireJson.text(json.path("type"));
    }

    boolean isCall() {
      return type().equals("tool_use");
    }
  }

  ReplyDraft draft() {
    return draft;
  }

  /** Takes the next block. */
  void add(ObjectNode block, String arguments) {
    blocks.add(new Block(block, arguments));
  }

  /** Takes counts, each in place of an earlier one of its name. */
  void count(JsonNode counts) {
    counts.properties().stream()
        .filter(count -> !count.getValue().isNull())
        .forEach(count -> usage.set(count.getKey(), count.getValue()));
    var cached = WireJson.tokens(usage.path("cache_read_input_tokens"));
    var written = WireJson.tokens(usage.path("cache_creation_input_tokens"));
    var details = usage.path("output_tokens_details");
    draft.usage(
        new Usage(
            WireJson.tokens(usage.path("input_tokens")) + cached + written,
            cached,
            WireJson.tokens(usage.path("output_tokens")),
            WireJson.tokens(details.path("thinking_tokens"))));
  }

  /** Takes {@code stop_reason} and what stands beside it. */
  void stop(JsonNode message) {
    if (message.path("stop_reason").isTextual()) {
      stopReason = message.path("stop_reason").textValue();
      boolean cut =
          stopReason.equals("max_tokens") || stopReason.equals("model_context_window_exceeded");
      draft.finish(cut ? FinishReason.LENGTH : FinishReason.STOP);
      if (stopReason.equals("refusal")) {
        var category = WireJson.text(message.path("stop_details").path("category"));
        draft.refuse("the model refused" + (category.isEmpty() ? "" : ": " + category));
      }
    }
  }

  /** The reply, now that it is complete. */
  AttemptResult result() {
    if ("pause_turn".equals(stopReason)) {
      return draft.failure(ChatFailure.BAD_OUTPUT, "the model paused without an answer");
    }
    dropCutCall();
    boolean opaque = false;
    for (var block : blocks) {
      var json = block.json();
      if (block.type().equals("text")) {
        draft.text(WireJson.text(json.path("text")));
      } else if (block.isCall()) {
        var id = WireJson.callId(WireJson.text(json.path("id")));
        draft.call(new ToolCall(id, WireJson.text(json.path("name")), block.arguments()));
      }
      opaque |= !PLAIN.contains(block.type());
    }
    return draft.result(opaque ? state() : null);
  }

  /** A call that the longest allowed length cut off may look whole, and is not what was meant. */
  private void dropCutCall() {
    if (draft.isCut() && !blocks.isEmpty() && blocks.getLast().isCall()) {
      blocks.removeLast();
    }
  }

  private String state() {
    var parts = WireJson.object().arrayNode();
    blocks.stream()
        .filter(block -> !WireJson.text(block.json().path("name")).equals(AnswerTool.NAME))
        .forEach(block -> parts.add(block.json()));
    return ProviderState.of(OWNER, parts);
  }
}
