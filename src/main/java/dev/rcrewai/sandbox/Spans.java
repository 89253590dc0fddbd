package dev.rcrewai.sandbox;

import java.time.Duration;
import java.util.regex.Pattern;

/** Reads the times and paces of a script from their text. */
final class Spans {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m)");
  private static final Pattern DRIP = Pattern.compile("(\\d{1,7}) bytes? per (\\S+)");

  private Spans() {}

  /**
   * @throws IllegalArgumentException where the text is not like {@code 200ms}, {@code 2s}, {@code
   *     1m}, or more than ten minutes
   */
  static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' must be a time such as 200ms, 2s or 1m");
    }
    long count = Long.parseLong(matcher.group(1));
    var duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    if (duration.compareTo(Delivery.TIME_MAX) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than ten minutes");
    }
    return duration;
  }

  /** A time, or two of them with {@code ..} between. */
  static Delivery.Latency latency(String text) {
    int dots = text.indexOf("..");
    var from = duration(dots < 0 ? text : text.substring(0, dots));
    var to = dots < 0 ? from : duration(text.substring(dots + 2));
    if (to.compareTo(from) < 0) {
      throw new IllegalArgumentException("'" + text + "' ends before it begins");
    }
    return new Delivery.Latency(from, to);
  }

  /** Like {@code 1 byte per 100ms}. */
  static Delivery.Drip drip(String text) {
    var matcher = DRIP.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' must be like: 1 byte per 100ms");
    }
    return new Delivery.Drip(
        Math.max(1, Integer.parseInt(matcher.group(1))), duration(matcher.group(2)));
  }
}
