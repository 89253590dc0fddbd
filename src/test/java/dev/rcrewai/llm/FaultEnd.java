package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import java.time.Duration;

/**
 * How a call to a provider that always fails must end.
 *
 * @param calls attempts at this provider, with {@link #RETRIES} allowed
 * @param waitsFor what each of them, or each pause between them, waits for
 * @param passedOn whether a fallback is asked after them
 */
public record FaultEnd(ChatFailure failure, int calls, Wait waitsFor, boolean passedOn) {
  /** Further attempts after the first. */
  static final int RETRIES = 2;

  /** What takes time beside the short pauses of ours; so long in the test. */
  public enum Wait {
    NOTHING("", Duration.ZERO),
    FIRST_TOKEN("`LLM_FIRST_TOKEN_TIMEOUT`", Duration.ofMillis(300)),
    SILENCE("`LLM_SILENCE_TIMEOUT`", Duration.ofMillis(300)),
    WHOLE("`LLM_TIMEOUT`", Duration.ofMillis(600)),
    RETRY_AFTER("`Retry-After`", Duration.ofSeconds(1));

    private final String words;
    private final Duration time;

    Wait(String words, Duration time) {
      this.words = words;
      this.time = time;
    }
  }

  /** As often as there are retries, then somebody else. */
  static FaultEnd tried(ChatFailure failure) {
    return new FaultEnd(failure, 1 + RETRIES, Wait.NOTHING, true);
  }

  /** Once, then somebody else. */
  static FaultEnd once(ChatFailure failure) {
    return new FaultEnd(failure, 1, Wait.NOTHING, true);
  }

  /** Once, and nobody else. */
  static FaultEnd last(ChatFailure failure) {
    return new FaultEnd(failure, 1, Wait.NOTHING, false);
  }

  FaultEnd each(Wait limit) {
    return new FaultEnd(failure, calls, limit, passedOn);
  }

  /** This limit, if it is the one that ends the call; else one that nothing here comes near. */
  Duration limit(Wait kind) {
    return waitsFor == kind ? kind.time : Duration.ofSeconds(10);
  }

  /** All waits together. */
  Duration takes() {
    return waitsFor.time.multipliedBy(waits());
  }

  /** The same in words. */
  String takesInWords() {
    if (waitsFor == Wait.NOTHING) {
      return calls == 1 ? "at once" : "pauses";
    }
    return (waits() == 1 ? "" : waits() + " × ") + waitsFor.words;
  }

  private int waits() {
    return waitsFor == Wait.RETRY_AFTER ? calls - 1 : calls;
  }
}
