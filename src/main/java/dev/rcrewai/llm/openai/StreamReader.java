package dev.rcrewai.llm.openai;

import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.SseParser;
import dev.rcrewai.step.ChatFailure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an answer that comes as server-sent events, chunk by chunk, until {@code [DONE]}. */
final class StreamReader implements AnswerReader {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<String> onText;
  private final Assembly assembly = new Assembly();
  private final SseParser events = new SseParser(this::event);
  private @Nullable AttemptResult result;

  StreamReader(Consumer<String> onText) {
    this.onText = onText;
  }

  @Override
  public @Nullable AttemptResult read(Buffer bytes) {
    events.read(bytes);
    return result;
  }

  /** A stream that says why the model stopped is complete; the usage after it is a courtesy. */
  @Override
  public AttemptResult end() {
    if (result != null) {
      return result;
    }
    return assembly.draft().isFinished() ? assembly.result() : assembly.draft().brokenOff();
  }

  private void event(byte[] data) {
    if (result != null) {
      return;
    }
    if (Arrays.equals(data, DONE)) {
      result =
          assembly.draft().isFinished()
              ? assembly.result()
              : assembly.draft().failure(ChatFailure.BAD_OUTPUT, "the stream has no finish reason");
      return;
    }
    try {
      chunk(Completion.read(data));
    } catch (IOException e) {
      result =
          assembly.draft().failure(ChatFailure.BAD_OUTPUT, "a piece of the stream is not JSON");
    }
  }

  private void chunk(Completion chunk) {
    assembly.addHead(chunk);
    var error = chunk.error();
    if (error != null && chunk.isError()) {
      result =
          ErrorBody.of(ReplyDraft.STATUS, error)
              .asFailure(RetryHint.NONE, assembly.draft().usage());
      return;
    }
    var choice = chunk.choice();
    if (choice != null && choice.delta() != null) {
      var text = assembly.addDelta(choice.delta());
      if (!text.isEmpty()) {
        onText.accept(text);
      }
    }
  }
}
