package dev.rcrewai.limit;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * How often one caller may come. The answer is a future because a version that nodes share asks a
 * store; the in-process one has answered before it returns.
 */
public interface CallerRate {
  /**
   * Takes one permit of this caller, or says how long to wait for one. A refusal takes nothing, so
   * a caller who keeps asking is not punished for it. Never fails.
   */
  Future<Permit> tryAcquire(String caller);

  /** Whether a caller may go on now. */
  sealed interface Permit {
    /** Go on. */
    record Granted() implements Permit {}

    /**
     * Too fast for now.
     *
     * @param retryAfter until the next permit is there; longer than zero
     */
    record Refused(Duration retryAfter) implements Permit {}
  }
}
