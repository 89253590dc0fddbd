package dev.rcrewai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.limit.ProviderRate.Permit;
import dev.rcrewai.limit.ProviderRate.Permit.Granted;
import dev.rcrewai.limit.ProviderRate.Permit.Refused;
import dev.rcrewai.limit.ProviderRate.Scope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalProviderRateTest {
  private static final Granted GRANTED = new Granted();

  private final AtomicLong now = new AtomicLong();

  private ProviderRate rate(long requests, long tokens) {
    return new LocalProviderRate(requests, tokens, now::get);
  }

  private static Permit take(ProviderRate rate, long tokens) {
    return rate.take("m", tokens).result();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Refused wait(long millis, Scope scope) {
    return new Refused(Duration.ofMillis(millis), scope);
  }

  @Test
  void noLimit_grantsAnything() {
    var rate = rate(0, 0);
    for (int i = 0; i < 10_000; i++) {
      assertThat(take(rate, Integer.MAX_VALUE)).isEqualTo(GRANTED);
    }
  }

  @Test
  void requests_beyondTheMinutes_waitForTheNext() {
    var rate = rate(60, 0);
    for (int i = 0; i < 60; i++) {
      assertThat(take(rate, 1)).isEqualTo(GRANTED);
    }
    assertThat(take(rate, 1)).isEqualTo(wait(1000, Scope.KEY));
    pass(Duration.ofMillis(999));
    assertThat(take(rate, 1)).isEqualTo(wait(1, Scope.KEY));
    pass(Duration.ofMillis(1));
    assertThat(take(rate, 1)).isEqualTo(GRANTED);
  }

  @Test
  void tokens_beyondTheMinutes_waitForAsManyAsAreMissing() {
    var rate = rate(0, 6_000);
    assertThat(take(rate, 5_900)).isEqualTo(GRANTED);
    assertThat(take(rate, 300)).isEqualTo(wait(2_000, Scope.KEY));
  }

  @Test
  void refusal_takesNothing() {
    var rate = rate(0, 6_000);
    take(rate, 5_900);
    take(rate, 300);
    assertThat(take(rate, 100)).isEqualTo(GRANTED);
  }

  @Test
  void moreTokensThanAMinuteBrings_areGrantedOnceAllAreThere_andOwed() {
    var rate = rate(0, 600);
    assertThat(take(rate, 1_200)).isEqualTo(GRANTED);
    assertThat(take(rate, 10)).isEqualTo(wait(61_000, Scope.KEY));
  }

  @Test
  void usageAboveTheEstimate_isOwed_andBelowItComesBack() {
    var rate = rate(0, 600);
    take(rate, 500);
    rate.correct(100);
    assertThat(take(rate, 10)).isEqualTo(wait(1_000, Scope.KEY));
    rate.correct(-590);
    assertThat(take(rate, 590)).isEqualTo(GRANTED);
  }

  @Test
  void correction_neverFillsBeyondAMinutesWorth() {
    var rate = rate(0, 600);
    rate.correct(-5_000);
    assertThat(take(rate, 600)).isEqualTo(GRANTED);
    assertThat(take(rate, 10)).isEqualTo(wait(1_000, Scope.KEY));
  }

  @Test
  void closedModel_waitsUntilItIsOpen_othersDoNot() {
    var rate = rate(0, 0);
    rate.close("m", Duration.ofSeconds(9));
    rate.close("m", Duration.ofSeconds(2));
    assertThat(take(rate, 1)).isEqualTo(wait(9_000, Scope.MODEL));
    assertThat(rate.take("other", 1).result()).isEqualTo(GRANTED);
    pass(Duration.ofSeconds(9));
    assertThat(take(rate, 1)).isEqualTo(GRANTED);
  }

  @Test
  void closedModels_areForgottenInTime_andBounded() {
    var rate = rate(0, 0);
    for (int i = 0; i < LocalProviderRate.CLOSED_MAX + 1; i++) {
      rate.close("model-" + i, Duration.ofSeconds(1));
    }
    assertThat(rate.take("model-" + LocalProviderRate.CLOSED_MAX, 1).result()).isEqualTo(GRANTED);
    pass(Duration.ofSeconds(1));
    rate.close("m", Duration.ofSeconds(1));
    assertThat(take(rate, 1)).isInstanceOf(Refused.class);
  }
}
