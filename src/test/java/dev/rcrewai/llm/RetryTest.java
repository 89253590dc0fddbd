package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Usage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Failure SERVER = Failure.unanswered(ChatFailure.SERVER, "");

  private static Retry retry(double random) {
    return new Retry(4, Duration.ofSeconds(1), () -> random);
  }

  private static Failure hinted(boolean forbidden, long seconds) {
    var hint = new RetryHint(forbidden, Optional.of(Duration.ofSeconds(seconds)));
    return new Failure(ChatFailure.RATE_LIMIT, "", 429, hint, Usage.NONE);
  }

  @ParameterizedTest
  @EnumSource(ChatFailure.class)
  void pause_onlyForWhatMayHelp(ChatFailure failure) {
    assertThat(retry(0).pause(Failure.unanswered(failure, ""), 1, LONG).isPresent())
        .isEqualTo(failure.retryable());
  }

  @Test
  void pause_doublesWithEachAttempt() {
    assertThat(retry(1).pause(SERVER, 1, LONG)).contains(Duration.ofSeconds(1));
    assertThat(retry(1).pause(SERVER, 2, LONG)).contains(Duration.ofSeconds(2));
    assertThat(retry(1).pause(SERVER, 4, LONG)).contains(Duration.ofSeconds(8));
  }

  @Test
  void pause_ofManyAttempts_hasABound() {
    var patient = new Retry(100, Duration.ofSeconds(1), () -> 1);
    assertThat(patient.pause(SERVER, 99, LONG)).contains(Retry.PAUSE_MAX);
  }

  @Test
  void pause_isJitteredInFull() {
    assertThat(retry(0).pause(SERVER, 3, LONG)).contains(Duration.ZERO);
    assertThat(retry(0.25).pause(SERVER, 3, LONG)).contains(Duration.ofSeconds(1));
  }

  @Test
  void pause_afterTheLimit_isNone() {
    assertThat(retry(0).pause(SERVER, 5, LONG)).isEmpty();
  }

  @Test
  void pause_askedByTheProvider_isNeverCutShort() {
    assertThat(retry(0).pause(hinted(false, 7), 1, LONG)).contains(Duration.ofSeconds(7));
    assertThat(retry(0.5).pause(hinted(false, 7), 1, LONG)).contains(Duration.ofMillis(7500));
  }

  @Test
  void pause_forbiddenByTheProvider_isNone() {
    assertThat(retry(0).pause(hinted(true, 1), 1, LONG)).isEmpty();
  }

  @Test
  void pause_thatDoesNotFitBeforeTheDeadline_isNone() {
    assertThat(retry(0).pause(hinted(false, 7), 1, Duration.ofSeconds(7))).isEmpty();
    assertThat(retry(0).pause(SERVER, 1, Duration.ZERO)).isEmpty();
  }
}
