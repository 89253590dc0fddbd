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
 * retry-after-ms} and {@code retry-after} (RFC 9110, section 10.2.3).
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
            .or(() -> until(headers.get("retry-after"), now));
    boolean forbidden = "false".equalsIgnoreCase(headers.get("x-should-retry"));
    return pause.isEmpty() && !forbidden ? NONE : new RetryHint(forbidden, pause);
  }

  private static Optional<Duration> millis(@Nullable String text, int unit) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      double millis = Double.parseDouble(text.strip()) * unit;
      return millis >= 0 ? Optional.of(cut(millis)) : Optional.empty();
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
      return Optional.of(cut(Math.max(0.0, (double) Duration.between(now, then).toMillis())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration cut(double millis) {
    return Duration.ofMillis(Math.round(Math.min(millis, (double) PAUSE_MAX.toMillis())));
  }
}
