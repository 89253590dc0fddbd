package dev.rcrewai.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private final Backoff plain = new Backoff(() -> 0);

  @Test
  void next_isLaterEachTime_thenNever() {
    assertThat(IntStream.rangeClosed(1, 8).mapToObj(tries -> plain.next(tries, NOW, null)))
        .containsExactly(
            NOW.plusSeconds(5),
            NOW.plusSeconds(300),
            NOW.plusSeconds(1_800),
            NOW.plus(Duration.ofHours(2)),
            NOW.plus(Duration.ofHours(5)),
            NOW.plus(Duration.ofHours(10)),
            NOW.plus(Duration.ofHours(10)),
            null);
  }

  @Test
  void next_isUpToAFifthLater() {
    assertThat(new Backoff(() -> 1).next(1, NOW, null)).isEqualTo(NOW.plusSeconds(6));
    assertThat(new Backoff(() -> 0.5).next(2, NOW, null)).isEqualTo(NOW.plusSeconds(330));
  }

  @ParameterizedTest
  @CsvSource({"1,60,60", "2,60,300", "1,999999,36000", "1,-5,5"})
  void next_waitsAsAsked_withinBounds(int tries, long asked, long seconds) {
    assertThat(plain.next(tries, NOW, Duration.ofSeconds(asked)))
        .isEqualTo(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "120,120",
        "' 7 ',7",
        "'Mon, 23 Nov 2026 10:01:00 GMT',60",
        "soon,-",
        "-1,-",
        "99999999999,-",
        "'Mon, 99 Nov 2026 10:01:00 GMT',-",
        "-,-"
      })
  void retryAfter_isSecondsOrADate(String header, Long seconds) {
    assertThat(RetryAfter.read(header, NOW))
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }
}
