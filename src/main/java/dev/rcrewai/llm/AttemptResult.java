package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.Usage;

/** How one attempt at a provider ended. */
public sealed interface AttemptResult {
  /** The tokens that the provider counted, as far as it said so. */
  Usage usage();

  /**
   * The model replied.
   *
   * @param model the model that did, in the provider's words
   */
  record Success(ChatResult.Reply reply, String model, Usage usage) implements AttemptResult {}

  /**
   * It did not.
   *
   * @param detail for a crew's author; short, without a key
   * @param status the HTTP status, or 0 where no answer came
   * @param hint what the provider says about trying again
   */
  record Failure(ChatFailure failure, String detail, int status, RetryHint hint, Usage usage)
      implements AttemptResult {
    private static final int NOT_FOUND = 404;

    /** A failure of which no provider spoke. */
    public static Failure unanswered(ChatFailure failure, String detail) {
      return new Failure(failure, detail, 0, RetryHint.NONE, Usage.NONE);
    }

    /** There is no such provider, or model. */
    static Failure unknown(String detail) {
      return new Failure(ChatFailure.BAD_REQUEST, detail, NOT_FOUND, RetryHint.NONE, Usage.NONE);
    }

    /** The same failure in other words. */
    public Failure withDetail(String words) {
      return new Failure(failure, words, status, hint, usage);
    }

    /**
     * Whether another model may answer what this one did not. One that refused the content did
     * answer; a request that is wrong is wrong everywhere, unless it is the model that is unknown.
     */
    boolean mayPassElsewhere() {
      return switch (failure) {
        case AUTH,
            QUOTA,
            RATE_LIMIT,
            OVERLOADED,
            SERVER,
            TIMEOUT,
            NETWORK,
            BAD_OUTPUT,
            CONTEXT,
            BREAKER_OPEN,
            BULKHEAD_FULL ->
            true;
        case BAD_REQUEST -> status == NOT_FOUND;
        case REFUSED, BUDGET, ABORTED -> false;
      };
    }

    /** Whether the circuit breaker counts it: never where the provider blames the request. */
    public boolean countsAgainstProvider() {
      return failure.providerAtFault() && (status < 400 || status >= 500);
    }
  }
}
