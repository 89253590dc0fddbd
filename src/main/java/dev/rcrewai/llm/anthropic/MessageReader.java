package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.Interpreter;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatFailure;

/** Reads a message that comes in one piece. */
final class MessageReader implements Interpreter {
  private final Blocks blocks = new Blocks();

  @Override
  public AttemptResult take(JsonNode message) {
    if (message.path("error").isObject()) {
      return AnthropicFormat.error(ReplyDraft.STATUS, message.path("error"))
          .asFailure(RetryHint.NONE, draft().usage());
    }
    draft().model(WireJson.text(message.path("model")));
    blocks.count(message.path("usage"));
    if (!message.path("content").isArray()) {
      return draft().failure(ChatFailure.BAD_OUTPUT, "the answer has no content");
    }
    for (var block : message.path("content")) {
      if (block instanceof ObjectNode known) {
        blocks.add(known, known.path("input").isMissingNode() ? "{}" : known.path("input") + "");
      }
    }
    blocks.stop(message);
    return blocks.result();
  }

  @Override
  public AttemptResult end() {
    return draft().failure(ChatFailure.BAD_OUTPUT, "the answer is empty");
  }

  @Override
  public ReplyDraft draft() {
    return blocks.draft();
  }
}
