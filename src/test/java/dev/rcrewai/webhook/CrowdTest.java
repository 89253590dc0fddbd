package dev.rcrewai.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Places at a receiver, and appointments for those who found none. */
class CrowdTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private final Crowd crowd = new Crowd(2);

  @Test
  void enter_isForSoManyAtOneReceiver() {
    assertThat(crowd.enter("a")).isTrue();
    assertThat(crowd.enter("a")).isTrue();
    assertThat(crowd.enter("a")).isFalse();
    assertThat(crowd.enter("b")).isTrue();

    crowd.leave("a", Duration.ZERO);

    assertThat(crowd.enter("a")).isTrue();
  }

  @Test
  void appointments_followOneAnother_asFastAsTheReceiverIs() {
    crowd.enter("a");
    crowd.enter("a");
    crowd.leave("a", Duration.ofMillis(100));
    crowd.enter("a");

    assertThat(crowd.appointment("a", NOW)).isEqualTo(NOW.plusMillis(50));
    assertThat(crowd.appointment("a", NOW)).isEqualTo(NOW.plusMillis(100));
    assertThat(crowd.appointment("a", NOW.plusSeconds(9)))
        .isEqualTo(NOW.plusSeconds(9).plusMillis(50));
  }

  @Test
  void appointments_areNotFarAhead() {
    crowd.enter("a");
    crowd.enter("a");
    crowd.leave("a", Duration.ofSeconds(15));

    for (int i = 0; i < 100; i++) {
      assertThat(crowd.appointment("a", NOW)).isBeforeOrEqualTo(NOW.plusSeconds(30));
    }
  }

  @Test
  void isAwaited_untilTheLastAppointment() {
    assertThat(crowd.isAwaited(NOW)).isFalse();

    var last = crowd.appointment("a", NOW);

    assertThat(crowd.isAwaited(last)).isTrue();
    assertThat(crowd.isAwaited(last.plusNanos(1))).isFalse();
  }
}
