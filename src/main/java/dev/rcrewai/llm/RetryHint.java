package dev.rcrewai.llm;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about trying again: the headers {@code x-should-retry}, {@code
 * retry-after-ms} and {@code retry-after} (RFC 9110, section 10.2.3), or what a body says instead.
 *
 * @param forbidden the provider asks not to be tried again
 * @param pause how long it asks to be left alone, at most {@link #PAUSE_MAX}
 */
public record RetryHint(boolean forbidden, Optional<Duration> pause) {
  /** A longer wish is cut to this. */
  public static final Duration PAUSE_MAX = Duration.ofSeconds(60);

  /** The provider said nothing. */
  public static final RetryHint NONE = new RetryHint(false, Optional.empty());

  /** Reads the headers of an answer that arrived at {@code now}. */
  public static RetryHint of(MultiMap headers, Instant now) {
    var pause =
        millis(headers.get("retry-after-ms"), 1)
            .or(() -> millis(headers.get("retry-after"), 1000))
            .or(() -> until(headers.get("retry-after"), now))
            .map(RetryHint::cut);
    boolean forbidden = "false".equalsIgnoreCase(headers.get("x-should-retry"));
    return pause.isEmpty() && !forbidden ? NONE : new RetryHint(forbidden, pause);
  }

  /** A wish of this length. */
  public static RetryHint pause(Duration wish) {
    return new RetryHint(false, Optional.of(cut(wish)));
  }

  /** This, and what it leaves open from another place of the same answer. */
  public RetryHint or(RetryHint other) {
    return new RetryHint(forbidden || other.forbidden, pause.or(other::pause));
  }

  private static Optional<Duration> millis(@Nullable String text, int unit) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      double millis = Double.parseDouble(text.strip()) * unit;
      return millis >= 0 ? Optional.of(Duration.ofMillis(Math.round(millis))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> until(@Nullable String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      var then =
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, then));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration cut(Duration wish) {
    var cut = wish.compareTo(PAUSE_MAX) < 0 ? wish : PAUSE_MAX;
    return cut.isNegative() ? Duration.ZERO : cut;
  }
}
