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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
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

  private final Breakers breakers =
      new Breakers(_ -> BreakerTest.breaker(VERTX, 1, Duration.ofSeconds(10)));
  private final ProviderHealth health = new ProviderHealth(breakers);

  @AfterAll
  static void stopVertx() {
    Waiting.get(VERTX.close());
  }

  private static Failure failure(ChatFailure failure) {
    return Failure.unanswered(failure, "");
  }

  private Status called(AttemptResult result) {
    health.called(result, NOON);
    return health.view(NOON).status();
  }

  private Status probed(ChatFailure failure) {
    health.probed(Optional.of(failure(failure)));
    return health.view(NOON).status();
  }

  private Status probed() {
    health.probed(Optional.empty());
    return health.view(NOON).status();
  }

  @Test
  void status_beforeTheFirstCall_isUnknown() {
    assertThat(health.view(NOON))
        .isEqualTo(
            new ProviderHealth.View(
                Status.UNKNOWN, "closed", null, null, null, OptionalDouble.empty()));
  }

  @Test
  void status_afterAnAnswer_isHealthy() {
    assertThat(called(SUCCESS)).isEqualTo(Status.HEALTHY);
    assertThat(health.view(NOON).calledAt()).isEqualTo(NOON);
  }

  @Test
  void view_hasTheLastSuccessAndTheErrorRate_evenAfterFailures() {
    called(SUCCESS);
    health.called(failure(ChatFailure.SERVER), NOON.plusSeconds(1));
    health.called(failure(ChatFailure.CONTEXT), NOON.plusSeconds(2));
    health.called(failure(ChatFailure.ABORTED), NOON.plusSeconds(3));
    health.called(SUCCESS, NOON.plusSeconds(4));
    var view = health.view(NOON.plusSeconds(5));
    assertThat(view.succeededAt()).isEqualTo(NOON.plusSeconds(4));
    assertThat(view.errorRate()).hasValue(0.25);
    assertThat(health.view(NOON.plus(Duration.ofMinutes(6))).errorRate()).isEmpty();
  }

  @Test
  void status_oneModelsBreakerIsOpen_isDegraded() {
    called(SUCCESS);
    breakers.of("well");
    Objects.requireNonNull(breakers.of("ill").pass()).report(failure(ChatFailure.SERVER));
    Waiting.until("open", Duration.ofSeconds(5), () -> health.view(NOON).breaker().equals("open"));
    assertThat(health.view(NOON).status()).isEqualTo(Status.DEGRADED);
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
    assertThat(health.view(NOON).calledAt()).isNull();
  }

  @Test
  void probe_modelsListed_isHealthy() {
    assertThat(probed()).isEqualTo(Status.HEALTHY);
    assertThat(health.view(NOON).calledAt()).isNull();
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
