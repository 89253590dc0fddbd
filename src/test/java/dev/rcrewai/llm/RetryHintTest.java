package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryHintTest {
  private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

  private static RetryHint hint(String... headers) {
    var map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return RetryHint.of(map, NOW);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "2,2000", "1.5,1500", "60,60000", "3600,60000", "1e300,60000"})
  void hint_seconds_areCutToOneMinute(String header, long millis) {
    assertThat(hint("Retry-After", header).pause()).contains(Duration.ofMillis(millis));
  }

  @Test
  void hint_milliseconds_winOverSeconds() {
    assertThat(hint("Retry-After", "9", "Retry-After-Ms", "250").pause())
        .contains(Duration.ofMillis(250));
  }

  @Test
  void hint_httpDate_isTheTimeUntilThen() {
    assertThat(hint("Retry-After", "Mon, 23 Nov 2026 07:00:05 GMT").pause())
        .contains(Duration.ofSeconds(5));
  }

  @Test
  void hint_httpDateInThePast_isNow() {
    assertThat(hint("Retry-After", "Mon, 23 Nov 2026 06:00:00 GMT").pause())
        .contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "NaN"})
  void hint_nonsense_isNoHint(String header) {
    assertThat(hint("Retry-After", header)).isSameAs(RetryHint.NONE);
  }

  @Test
  void hint_shouldRetryFalse_forbids() {
    assertThat(hint("x-should-retry", "false").forbidden()).isTrue();
    assertThat(hint("x-should-retry", "true").forbidden()).isFalse();
  }
}
