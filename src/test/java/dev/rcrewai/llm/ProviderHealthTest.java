package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.ProviderHealth.Status;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Usage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ProviderHealthTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final AttemptResult SUCCESS =
      new Success(new Answered("ok", FinishReason.STOP, null), "m", Usage.NONE);

  private final ProviderHealth health =
      new ProviderHealth(
          new Breaker(VERTX, "p", 5, Duration.ofSeconds(10), Duration.ofSeconds(10)));

  @AfterAll
  static void stopVertx() {
    Waiting.get(VERTX.close());
  }

  private static Failure failure(ChatFailure failure) {
    return Failure.unanswered(failure, "");
  }

  private Status called(AttemptResult result) {
    health.called(result, NOON);
    return health.view().status();
  }

  private Status probed(ChatFailure failure) {
    health.probed(Optional.of(failure(failure)));
    return health.view().status();
  }

  private Status probed() {
    health.probed(Optional.empty());
    return health.view().status();
  }

  @Test
  void status_beforeTheFirstCall_isUnknown() {
    assertThat(health.view())
        .isEqualTo(new ProviderHealth.View(Status.UNKNOWN, "closed", null, null));
  }

  @Test
  void status_afterAnAnswer_isHealthy() {
    assertThat(called(SUCCESS)).isEqualTo(Status.HEALTHY);
    assertThat(health.view().calledAt()).isEqualTo(NOON);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTH", "QUOTA"})
  void status_keyOrCreditRefused_isUnhealthyUntilAnAnswer(ChatFailure failure) {
    called(SUCCESS);
    assertThat(called(failure(failure))).isEqualTo(Status.UNHEALTHY);
    assertThat(called(SUCCESS)).isEqualTo(Status.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(names = {"RATE_LIMIT", "CONTEXT", "REFUSED", "BAD_REQUEST"})
  void status_providerTurnedOneRequestDown_isHealthy(ChatFailure failure) {
    assertThat(called(failure(failure))).isEqualTo(Status.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "SERVER", "TIMEOUT", "NETWORK", "BAD_OUTPUT"})
  void status_fault_degradesOnlyWhoNeverAnswered(ChatFailure failure) {
    assertThat(called(failure(failure))).isEqualTo(Status.DEGRADED);
    called(SUCCESS);
    assertThat(called(failure(failure))).isEqualTo(Status.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(names = {"BREAKER_OPEN", "BULKHEAD_FULL", "BUDGET", "ABORTED"})
  void status_ofWhatNeverReachedTheProvider_doesNotChange(ChatFailure failure) {
    assertThat(called(failure(failure))).isEqualTo(Status.UNKNOWN);
    assertThat(health.view().calledAt()).isNull();
  }

  @Test
  void probe_modelsListed_isHealthy() {
    assertThat(probed()).isEqualTo(Status.HEALTHY);
    assertThat(health.view().calledAt()).isNull();
  }

  @Test
  void probe_modelsListed_doesNotProveCredit() {
    called(failure(ChatFailure.QUOTA));
    assertThat(probed()).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void probe_modelsListed_provesTheKey() {
    called(failure(ChatFailure.AUTH));
    assertThat(probed()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void probe_cannotReach_isDegraded() {
    called(SUCCESS);
    assertThat(probed(ChatFailure.NETWORK)).isEqualTo(Status.DEGRADED);
  }

  @Test
  void probe_cannotReach_doesNotHideARefusedKey() {
    called(failure(ChatFailure.AUTH));
    assertThat(probed(ChatFailure.TIMEOUT)).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void probe_keyRefused_isUnhealthy() {
    assertThat(probed(ChatFailure.AUTH)).isEqualTo(Status.UNHEALTHY);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"AUTH", "QUOTA", "OVERLOADED", "SERVER", "TIMEOUT", "NETWORK"})
  void probe_noListOfModels_saysNothing(ChatFailure failure) {
    assertThat(probed(failure)).isEqualTo(Status.UNKNOWN);
  }
}
