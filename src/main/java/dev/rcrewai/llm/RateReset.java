package dev.rcrewai.llm;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the limits that are used up will be free again, by the headers of OpenAI ({@code 6m0s}),
 * Azure OpenAI ({@code 42}, in seconds) and Anthropic (RFC 3339).
 */
final class RateReset {
  /** The names of a limit's two headers. */
  private record Limit(String remaining, String reset) {
    static Limit of(String before, String after) {
      return new Limit(before + "remaining" + after, before + "reset" + after);
    }
  }

  private static final List<Limit> LIMITS =
      List.of(
          Limit.of("x-ratelimit-", "-requests"),
          Limit.of("x-ratelimit-", "-tokens"),
          Limit.of("anthropic-ratelimit-requests-", ""),
          Limit.of("anthropic-ratelimit-tokens-", ""),
          Limit.of("anthropic-ratelimit-input-tokens-", ""),
          Limit.of("anthropic-ratelimit-output-tokens-", ""));

  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
  private static final Pattern GO_DURATION =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,4})m(?!s))?(?:(\\d{1,6}(?:\\.\\d{1,9})?)(ms|s))?");

  private RateReset() {}

  /** The longest wait among the limits of which nothing remains. */
  static RetryHint hint(MultiMap headers, Instant now) {
    return LIMITS.stream()
        .filter(limit -> "0".equals(headers.get(limit.remaining())))
        .map(limit -> headers.get(limit.reset()))
        .flatMap(reset -> reset == null ? Stream.empty() : read(reset.strip(), now).stream())
        .filter(Duration::isPositive)
        .max(Comparator.naturalOrder())
        .map(RetryHint::pause)
        .orElse(RetryHint.NONE);
  }

  private static Optional<Duration> read(String reset, Instant now) {
    if (SECONDS.matcher(reset).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(reset)));
    }
    var parts = GO_DURATION.matcher(reset);
    if (parts.matches()) {
      double last = Double.parseDouble(orZero(parts.group(3)));
      return Optional.of(
          Duration.ofHours(Long.parseLong(orZero(parts.group(1))))
              .plusMinutes(Long.parseLong(orZero(parts.group(2))))
              .plusMillis(Math.round("ms".equals(parts.group(4)) ? last : last * 1000)));
    }
    try {
      return Optional.of(Duration.between(now, Instant.parse(reset)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String orZero(@Nullable String digits) {
    return digits == null ? "0" : digits;
  }
}
