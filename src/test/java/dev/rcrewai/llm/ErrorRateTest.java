package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ErrorRateTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final ErrorRate rate = new ErrorRate();

  @Test
  void rate_ofNothing_isNone() {
    assertThat(rate.at(NOON)).isEmpty();
  }

  @Test
  void rate_isTheShareOfFailures() {
    rate.add(true, NOON);
    rate.add(false, NOON.plusSeconds(40));
    rate.add(false, NOON.plusSeconds(80));
    rate.add(false, NOON.plusSeconds(120));
    assertThat(rate.at(NOON.plusSeconds(121))).hasValue(0.25);
  }

  @Test
  void rate_forgetsWhatIsOlderThanItsWindow() {
    rate.add(true, NOON);
    rate.add(false, NOON.plus(ErrorRate.WINDOW));
    assertThat(rate.at(NOON.plus(ErrorRate.WINDOW))).hasValue(0);
    assertThat(rate.at(NOON.plus(ErrorRate.WINDOW.multipliedBy(2)))).isEmpty();
  }
}
