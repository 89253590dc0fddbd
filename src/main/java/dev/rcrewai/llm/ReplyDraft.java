package dev.rcrewai.llm;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider has said of a reply so far, and what may be made of it in the end: the same rules
 * for every wire format. Belongs to one attempt.
 */
public final class ReplyDraft {
  /** The status under which every reply comes. */
  public static final int STATUS = 200;

  private static final int REFUSAL_MAX = 300;

  private final StringBuilder text = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private String model = "";
  private Usage usage = Usage.NONE;
  private @Nullable FinishReason finish;
  private @Nullable String refusal;
  private @Nullable String answer;

  /** Who answers; a blank name says nothing. */
  public void model(@Nullable String name) {
    if (name != null && !name.isBlank()) {
      model = name;
    }
  }

  /** The tokens counted so far, in place of what was said before. */
  public void usage(Usage counted) {
    usage = counted;
  }

  public Usage usage() {
    return usage;
  }

  /** The next piece of the answer. */
  public void text(String piece) {
    text.append(piece);
  }

  /** The next tool call, whole; of our own {@link AnswerTool} the arguments are the answer. */
  public void call(ToolCall call) {
    if (AnswerTool.isCalled(call)) {
      answer = call.arguments();
    } else {
      calls.add(call);
    }
  }

  public boolean hasCalls() {
    return !calls.isEmpty();
  }

  /** Why the model stopped; before that the reply is not complete. */
  public void finish(FinishReason reason) {
    finish = reason;
  }

  public boolean isFinished() {
    return finish != null;
  }

  /** Whether the model stopped at the longest allowed length. */
  public boolean isCut() {
    return finish == FinishReason.LENGTH;
  }

  /** The model or its provider refused, in these words of ours or theirs. */
  public void refuse(String words) {
    refusal = words.length() > REFUSAL_MAX ? words.substring(0, REFUSAL_MAX) + " …" : words;
  }

  /**
   * The reply, now that it is complete. Without a call an answer that stopped by itself has words;
   * one that was cut at the longest allowed length may have none, since reasoning counts. An answer
   * beside calls came too early, and is dropped: the model has not seen their results.
   *
   * @param providerState what the provider wants back with the conversation, or null
   */
  public AttemptResult result(@Nullable String providerState) {
    if (refusal != null) {
      return failure(ChatFailure.REFUSED, refusal);
    }
    if (calls.stream().anyMatch(call -> call.name().isEmpty())) {
      return failure(ChatFailure.BAD_OUTPUT, "the answer has a tool call without a name");
    }
    if (!calls.isEmpty()) {
      var reply = new ToolsCalled(text.toString(), calls, providerState);
      return new Success(reply, model, usage);
    }
    var reason = finish == null ? FinishReason.STOP : finish;
    if (answer != null) {
      return new Success(new Answered(answer, reason, null), model, usage);
    }
    return text.toString().isBlank() && reason == FinishReason.STOP
        ? failure(ChatFailure.BAD_OUTPUT, "the answer is empty")
        : new Success(new Answered(text.toString(), reason, providerState), model, usage);
  }

  /** No reply, for this reason. */
  public Failure failure(ChatFailure failure, String detail) {
    return new Failure(failure, detail, STATUS, RetryHint.NONE, usage);
  }

  /** No reply, because the stream ended before the model had said why it stopped. */
  public Failure brokenOff() {
    return failure(ChatFailure.NETWORK, "the answer broke off before its end");
  }
}
