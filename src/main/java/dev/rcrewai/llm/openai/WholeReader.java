package dev.rcrewai.llm.openai;

import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.step.ChatFailure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads an answer that comes in one piece. */
final class WholeReader implements AnswerReader {
  private final Buffer body = Buffer.buffer();
  private final Assembly assembly = new Assembly();

  @Override
  public @Nullable AttemptResult read(Buffer bytes) {
    body.appendBuffer(bytes);
    return null;
  }

  @Override
  public AttemptResult end() {
    try {
      return result(Completion.read(body.getBytes()));
    } catch (IOException e) {
      return assembly
          .draft()
          .failure(ChatFailure.BAD_OUTPUT, "the answer is not a chat completion");
    }
  }

  private AttemptResult result(Completion completion) {
    assembly.addHead(completion);
    var error = completion.error();
    if (error != null && completion.isError()) {
      return ErrorBody.of(ReplyDraft.STATUS, error)
          .asFailure(RetryHint.NONE, assembly.draft().usage());
    }
    var choice = completion.choice();
    if (choice == null || choice.message() == null) {
      return assembly.draft().failure(ChatFailure.BAD_OUTPUT, "the answer has no message");
    }
    assembly.addMessage(choice.message());
    return assembly.result();
  }
}
