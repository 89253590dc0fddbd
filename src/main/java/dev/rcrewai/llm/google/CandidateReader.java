package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AnswerTool;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.Interpreter;
import dev.rcrewai.llm.ProviderState;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code GenerateContentResponse}, or a stream of them: each has the next parts of the
 * first candidate, and counts of tokens that replace the earlier ones.
 */
final class CandidateReader implements Interpreter {
  /** Whose recorded parts these are. */
  static final String OWNER = "google";

  private static final Set<String> REFUSED =
      Set.of("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII");
  private static final Set<String> SPOILT =
      Set.of(
          "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MALFORMED_RESPONSE");

  private final boolean streamed;
  private final Consumer<String> onText;
  private final ReplyDraft draft = new ReplyDraft();
  private final List<JsonNode> parts = new ArrayList<>();
  private boolean signed;
  private String finishReason = "";

  CandidateReader(boolean streamed, Consumer<String> onText) {
    this.streamed = streamed;
    this.onText = onText;
  }

  @Override
  public @Nullable AttemptResult take(JsonNode response) {
    if (response.path("error").isObject()) {
      return ErrorBody.read(ReplyDraft.STATUS, response.path("error"))
          .asFailure(RetryHint.NONE, draft.usage());
    }
    draft.model(WireJson.text(response.path("modelVersion")));
    if (response.path("usageMetadata").isObject()) {
      draft.usage(usage(response.path("usageMetadata")));
    }
    var blocked = WireJson.text(response.path("promptFeedback").path("blockReason"));
    if (!blocked.isEmpty()) {
      draft.refuse("the provider blocked the prompt: " + blocked);
      return draft.result(null);
    }
    var candidate = response.path("candidates").path(0);
    candidate.path("content").path("parts").forEach(this::part);
    finish(WireJson.text(candidate.path("finishReason")));
    return null;
  }

  /** Nothing but the connection's end says that a stream is over; the finish reason came before. */
  @Override
  public AttemptResult end() {
    if (SPOILT.contains(finishReason)) {
      return draft.failure(ChatFailure.BAD_OUTPUT, "the model stopped with " + finishReason);
    }
    if (streamed && !draft.isFinished()) {
      return draft.brokenOff();
    }
    return draft.result(signed || draft.hasCalls() ? state() : null);
  }

  @Override
  public ReplyDraft draft() {
    return draft;
  }

  private void finish(String reason) {
    if (reason.isEmpty()) {
      return;
    }
    finishReason = reason;
    draft.finish(reason.equals("MAX_TOKENS") ? FinishReason.LENGTH : FinishReason.STOP);
    if (REFUSED.contains(reason) || reason.startsWith("IMAGE_")) {
      draft.refuse("the provider stopped the answer: " + reason);
    }
  }

  private void part(JsonNode part) {
    signed |= part.has("thoughtSignature");
    parts.add(part);
    if (part.path("functionCall") instanceof ObjectNode call) {
      var id = WireJson.callId(WireJson.text(call.path("id")));
      var args = call.path("args");
      draft.call(
          new ToolCall(
              id, WireJson.text(call.path("name")), args.isObject() ? args.toString() : "{}"));
    }
    var text = WireJson.text(part.path("text"));
    if (!text.isEmpty() && !part.path("thought").asBoolean()) {
      draft.text(text);
      onText.accept(text);
    }
  }

  /** Every part as it came; only the pieces of a text, which say nothing else, become one. */
  private String state() {
    var kept = WireJson.object().arrayNode();
    var text = new StringBuilder();
    for (var part : parts) {
      if (WireJson.text(part.path("functionCall").path("name")).equals(AnswerTool.NAME)) {
        continue;
      }
      if (part.size() == 1 && part.has("text")) {
        text.append(WireJson.text(part.path("text")));
      } else {
        flush(text, kept);
        kept.add(part);
      }
    }
    flush(text, kept);
    return ProviderState.of(OWNER, kept);
  }

  private static void flush(StringBuilder text, ArrayNode kept) {
    if (!text.isEmpty()) {
      kept.addObject().put("text", text.toString());
      text.setLength(0);
    }
  }

  private static Usage usage(JsonNode counts) {
    long thoughts = WireJson.tokens(counts.path("thoughtsTokenCount"));
    return new Usage(
        WireJson.tokens(counts.path("promptTokenCount"))
            + WireJson.tokens(counts.path("toolUsePromptTokenCount")),
        WireJson.tokens(counts.path("cachedContentTokenCount")),
        WireJson.tokens(counts.path("candidatesTokenCount")) + thoughts,
        thoughts);
  }
}
