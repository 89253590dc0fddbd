package dev.rcrewai.llm;

import dev.rcrewai.llm.AttemptResult.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Whether a failed attempt is worth another, and after which pause: exponential back-off with full
 * jitter, or the pause that the provider asked for. Pure but for its random numbers.
 *
 * @param limit further attempts after the first
 * @param base the longest pause before the second attempt; doubled for each further one
 * @param random uniform in [0, 1)
 */
record Retry(int limit, Duration base, DoubleSupplier random) {
  /** No back-off of ours is longer. */
  static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private static final int DOUBLINGS_MAX = 20;

  /**
   * The pause before the next attempt, or empty where none is to be made.
   *
   * @param attempts how many were made
   * @param left until the call's deadline; a pause that does not end before it is not begun
   */
  Optional<Duration> pause(Failure failed, int attempts, Duration left) {
    boolean useful = failed.failure().retryable() && !failed.hint().forbidden();
    if (!useful || attempts > limit) {
      return Optional.empty();
    }
    return Optional.of(failed.hint().pause().map(this::spread).orElseGet(() -> backOff(attempts)))
        .filter(pause -> pause.compareTo(left) < 0);
  }

  private Duration backOff(int attempts) {
    var doubled = base.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
    return part(doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX);
  }

  /** Many calls are turned away together; they shall not come back together. */
  private Duration spread(Duration asked) {
    return asked.plus(part(base));
  }

  private Duration part(Duration whole) {
    return Duration.ofMillis(Math.round(whole.toMillis() * random.getAsDouble()));
  }
}
