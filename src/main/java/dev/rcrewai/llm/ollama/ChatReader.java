package dev.rcrewai.llm.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.Interpreter;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chat response, or lines of them: each has the next piece of the message, the last one is
 * {@code done} and has the counts. What the model thinks is not its answer and not wanted back.
 */
final class ChatReader implements Interpreter {
  private final Consumer<String> onText;
  private final ReplyDraft draft = new ReplyDraft();

  ChatReader(Consumer<String> onText) {
    this.onText = onText;
  }

  @Override
  public @Nullable AttemptResult take(JsonNode response) {
    if (response.has("error")) {
      var words = WireJson.text(response.path("error"));
      return new ProviderError(ReplyDraft.STATUS, "", words)
          .asFailure(RetryHint.NONE, draft.usage());
    }
    draft.model(WireJson.text(response.path("model")));
    var message = response.path("message");
    var text = WireJson.text(message.path("content"));
    if (!text.isEmpty()) {
      draft.text(text);
      onText.accept(text);
    }
    message.path("tool_calls").forEach(this::call);
    return response.path("done").asBoolean() ? done(response) : null;
  }

  @Override
  public AttemptResult end() {
    return draft.brokenOff();
  }

  @Override
  public ReplyDraft draft() {
    return draft;
  }

  private AttemptResult done(JsonNode response) {
    draft.usage(
        new Usage(
            WireJson.tokens(response.path("prompt_eval_count")),
            0,
            WireJson.tokens(response.path("eval_count")),
            0));
    boolean cut = WireJson.text(response.path("done_reason")).equals("length");
    draft.finish(cut ? FinishReason.LENGTH : FinishReason.STOP);
    return draft.result(null);
  }

  private void call(JsonNode call) {
    var function = call.path("function");
    var arguments = function.path("arguments");
    draft.call(
        new ToolCall(
            WireJson.callId(WireJson.text(call.path("id"))),
            WireJson.text(function.path("name")),
            arguments.isTextual()
                ? arguments.textValue()
                : arguments.isObject() ? arguments.toString() : "{}"));
  }
}
