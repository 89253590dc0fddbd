package dev.rcrewai.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to try again: after the pauses that Standard Webhooks proposes, each up to a fifth longer,
 * so that what failed together does not come back together.
 *
 * @param jitter from 0 to 1
 */
record Backoff(DoubleSupplier jitter) {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(10));

  /** So many tries in vain, and it is given up. */
  static final int TRIES_MAX = PAUSES.size() + 1;

  private static final double JITTER_MAX = 0.2;

  /** The longest that a receiver may put us off. */
  private static final Duration ASKED_MAX = Duration.ofHours(10);

  /**
   * When the next try is, or null where there is none.
   *
   * @param tries that were in vain, at least 1
   * @param asked how long the receiver wants us to wait; never shorter than the pause
   */
  @Nullable Instant next(int tries, Instant now, @Nullable Duration asked) {
    if (tries >= TRIES_MAX) {
      return null;
    }
    var pause = PAUSES.get(tries - 1);
    var longer = Math.round(pause.toMillis() * JITTER_MAX * jitter.getAsDouble());
    var wait = pause.plusMillis(longer);
    if (asked != null && asked.compareTo(wait) > 0) {
      wait = asked.compareTo(ASKED_MAX) > 0 ? ASKED_MAX : asked;
    }
    return now.plus(wait);
  }
}
