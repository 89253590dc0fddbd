package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.Interpreter;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.WireJson;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message that comes in events, each of which names its type in its data too.
 *
 * <pre>
 *   message_start ─► (content_block_start ─► content_block_delta … ─► content_block_stop) …
 *     ─► message_delta ─► message_stop;   ping and error at any time, others are passed over
 * </pre>
 */
final class EventReader implements Interpreter {
  private final Consumer<String> onText;
  private final Blocks blocks = new Blocks();
  private final TreeMap<Integer, Growing> growing = new TreeMap<>();

  EventReader(Consumer<String> onText) {
    this.onText = onText;
  }

  @Override
  public @Nullable AttemptResult take(JsonNode event) {
    switch (WireJson.text(event.path("type"))) {
      case "message_start" -> {
        draft().model(WireJson.text(event.path("message").path("model")));
        blocks.count(event.path("message").path("usage"));
      }
      case "content_block_start" -> begin(event);
      case "content_block_delta" -> grow(event);
      case "message_delta" -> {
        blocks.count(event.path("usage"));
        blocks.stop(event.path("delta"));
      }
      case "message_stop" -> {
        return end();
      }
      case "error" -> {
        return AnthropicFormat.error(ReplyDraft.STATUS, event.path("error"))
            .asFailure(RetryHint.NONE, draft().usage());
      }
      default -> {} // content_block_stop, ping, and what later versions add
    }
    return null;
  }

  /** A stream that says why the model stopped is complete. */
  @Override
  public AttemptResult end() {
    if (!draft().isFinished()) {
      return draft().brokenOff();
    }
    growing.values().forEach(block -> block.addTo(blocks));
    growing.clear();
    return blocks.result();
  }

  @Override
  public ReplyDraft draft() {
    return blocks.draft();
  }

  private void begin(JsonNode event) {
    if (event.path("content_block") instanceof ObjectNode block) {
      growing.put(event.path("index").asInt(), new Growing(block));
      show(WireJson.text(block.path("text")));
    }
  }

  private void grow(JsonNode event) {
    var block = growing.get(event.path("index").asInt());
    if (block != null) {
      show(block.grow(event.path("delta")));
    }
  }

  private void show(String text) {
    if (!text.isEmpty()) {
      onText.accept(text);
    }
  }
}
