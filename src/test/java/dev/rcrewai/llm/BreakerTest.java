package dev.rcrewai.llm;

import static io.vertx.circuitbreaker.CircuitBreakerState.CLOSED;
import static io.vertx.circuitbreaker.CircuitBreakerState.HALF_OPEN;
import static io.vertx.circuitbreaker.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Usage;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration RESET = Duration.ofMillis(60);
  private static final AttemptResult SUCCESS =
      new Success(new Answered("ok", FinishReason.STOP, null), "m", Usage.NONE);
  private static final AttemptResult FAULT = Failure.unanswered(ChatFailure.NETWORK, "");
  private static final AttemptResult ABORTED = Failure.unanswered(ChatFailure.ABORTED, "");

  private static final Vertx VERTX = Vertx.vertx();

  private final Breaker breaker = breaker(VERTX, 3, RESET);

  static Breaker breaker(Vertx vertx, int failuresMax, Duration reset) {
    var second = Duration.ofSeconds(1);
    var window = Duration.ofSeconds(10);
    var guards = new ChatGuards(0, second, 1, 1, second, failuresMax, window, reset);
    return new Breaker(vertx, "p", "m", guards);
  }

  @AfterAll
  static void stopVertx() {
    Waiting.get(VERTX.close());
  }

  private static AttemptResult status(int status) {
    return new ProviderError(status, "", "").asFailure(RetryHint.NONE, Usage.NONE);
  }

  private void report(AttemptResult result) {
    Objects.requireNonNull(breaker.pass()).report(result);
  }

  private void awaitState(CircuitBreakerState state) {
    Waiting.until("state " + state, Duration.ofSeconds(5), () -> breaker.state() == state);
  }

  private void open() {
    report(FAULT);
    report(FAULT);
    report(FAULT);
    awaitState(OPEN);
  }

  /** Faults are counted a moment later, on a context of Vert.x. */
  private void assertStaysClosed() {
    var settled = new AtomicBoolean();
    VERTX.setTimer(50, now -> settled.set(true));
    Waiting.until("settled", Duration.ofSeconds(5), settled::get);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void breaker_afterEnoughFaults_opensAndLetsNobodyThrough() {
    open();
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.pass()).isNull();
  }

  @Test
  void breaker_requestsFault_neverOpens() {
    for (int status : new int[] {400, 401, 403, 404, 408, 409, 422, 429}) {
      report(status(status));
      report(status(status));
      report(status(status));
    }
    assertStaysClosed();
  }

  @Test
  void breaker_cancelledCalls_neverOpen() {
    for (int i = 0; i < 20; i++) {
      report(ABORTED);
    }
    assertStaysClosed();
  }

  @Test
  void breaker_successBetweenFaults_startsTheCountAgain() {
    report(FAULT);
    report(FAULT);
    assertStaysClosed();
    report(SUCCESS);
    report(FAULT);
    report(FAULT);
    assertStaysClosed();
  }

  @Test
  void breaker_refusedRequestBetweenFaults_doesNotHeal() {
    report(FAULT);
    report(status(400));
    report(FAULT);
    report(ABORTED);
    report(FAULT);
    awaitState(OPEN);
  }

  @Test
  void breaker_halfOpen_letsOneProbeThrough() {
    open();
    awaitState(HALF_OPEN);
    var probe = breaker.pass();
    assertThat(probe).isNotNull();
    assertThat(breaker.pass()).isNull();
  }

  @Test
  void breaker_probeSucceeds_closes() {
    open();
    awaitState(HALF_OPEN);
    report(SUCCESS);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.pass()).isNotNull();
  }

  @Test
  void breaker_probeIsRefusedForItsRequest_closesSinceTheProviderAnswers() {
    open();
    awaitState(HALF_OPEN);
    report(status(400));
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void breaker_probeFails_opensAgainAndProbesLater() {
    open();
    awaitState(HALF_OPEN);
    report(FAULT);
    assertThat(breaker.state()).isEqualTo(OPEN);
    awaitState(HALF_OPEN);
    assertThat(breaker.pass()).isNotNull();
  }

  @Test
  void breaker_probeIsCancelled_leavesItsPlaceToTheNext() {
    open();
    awaitState(HALF_OPEN);
    report(ABORTED);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.pass()).isNotNull();
  }

  @Test
  void breaker_callFromBeforeItOpened_decidesNothing() {
    var early = Objects.requireNonNull(breaker.pass());
    open();
    early.report(SUCCESS);
    assertThat(breaker.state()).isEqualTo(OPEN);
    awaitState(HALF_OPEN);
    assertThat(breaker.pass()).isNotNull();
  }
}
