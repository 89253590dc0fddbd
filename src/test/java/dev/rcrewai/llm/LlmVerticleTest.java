package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.USAGE;
import static dev.rcrewai.llm.ScriptedProvider.breakOff;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.ScriptedProvider.stream;
import static dev.rcrewai.llm.ScriptedProvider.streamAndBreak;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ProviderHealth.Status;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.Failed;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Replied;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.Usage;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.math.BigDecimal;
import java.time.Duration;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlmVerticleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private LlmNode node = new LlmNode();

  @AfterEach
  void stop() {
    node.close();
  }

  private LlmNode start(Limits limits) {
    node.close();
    node = new LlmNode(limits);
    return node;
  }

  private static ObjectAssert<Failed> assertFailed(ChatResult result, ChatFailure expected) {
    return assertThat(result)
        .asInstanceOf(type(Failed.class))
        .satisfies(failed -> assertThat(failed.failure()).isEqualTo(expected));
  }

  private static void assertAnswered(ChatResult result, String text) {
    assertThat(result)
        .asInstanceOf(type(Replied.class))
        .satisfies(replied ->
            assertThat(replied.reply()).isEqualTo(new Answered(text, FinishReason.STOP, null)));
  }

  private static ChatCall streamed() {
    return LlmNode.call(Delivery.STREAMED, Duration.ofSeconds(20));
  }

  private void awaitAsked(int count) {
    Waiting.until("asked", SECOND.multipliedBy(5), () -> node.provider.asked() >= count);
  }

  // ---- answers and bills

  @Test
  void chat_answered_hasTextAndBill() {
    assertThat(node.answer())
        .isEqualTo(
            new Replied(
                new Answered("ok", FinishReason.STOP, null),
                new Bill(
                    "openai",
                    "gpt-4o-2024-08-06",
                    new Usage(100, 40, 10, 4),
                    new BigDecimal("0.0003"))));
  }

  @Test
  void chat_streamed_publishesEachPieceAndAnswersTheWhole() {
    node.provider.then(stream(text("Hel"), text("lo"), finish("stop"), USAGE, DONE));
    var call = streamed();
    assertAnswered(node.answer(call), "Hello");
    Waiting.until("deltas", SECOND, () -> node.deltas.size() == 2);
    assertThat(node.deltas)
        .containsExactly(
            new ChatDelta(call.execution(), call.path(), 1, "Hel"),
            new ChatDelta(call.execution(), call.path(), 1, "lo"));
  }

  @Test
  void chat_costsAndTokens_areCounted() {
    node.answer();
    assertThat(node.metric("rcrewai.llm.api.calls", "provider", "openai", "model", "gpt-4o"))
        .isEqualTo(1);
    assertThat(node.metric("rcrewai.llm.tokens", "kind", "input")).isEqualTo(100);
    assertThat(node.metric("rcrewai.llm.tokens", "kind", "cached")).isEqualTo(40);
    assertThat(node.metric("rcrewai.llm.tokens", "kind", "output")).isEqualTo(10);
    assertThat(node.metric("rcrewai.llm.tokens", "kind", "reasoning")).isEqualTo(4);
    assertThat(node.metric("rcrewai.llm.cost.usd")).isEqualTo(0.0003);
  }

  @Test
  void chat_unknownProvider_isRefusedByName() {
    var request = LlmNode.request("hi");
    var elsewhere =
        new ChatRequest(
            new ModelChoice("nobody", "m", null, 1),
            request.messages(),
            request.tools(),
            request.toolUse());
    var call = LlmNode.call();
    var asked =
        new ChatCall(call.execution(), call.path(), 1, elsewhere, Delivery.WHOLE, call.deadline());
    assertFailed(node.answer(asked), ChatFailure.BAD_REQUEST)
        .satisfies(failed ->
            assertThat(failed.detail())
                .isEqualTo("provider 'nobody' is not configured; there are: openai"));
  }

  // ---- retries

  @Test
  void chat_rateLimitedTwice_answersOnThirdAttempt() {
    node.provider.then(error(429, "rate_limit_exceeded"), error(429, "rate_limit_exceeded"));
    assertAnswered(node.answer(), "ok");
    assertThat(node.provider.asked()).isEqualTo(3);
    assertThat(node.metric("rcrewai.llm.retries", "reason", "rate_limit")).isEqualTo(2);
    assertThat(node.metric("rcrewai.llm.api.calls", "status", "rate_limit")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void chat_requestIsWrong_isNotTriedAgain(int status) {
    node.provider.always(error(status, "nope"));
    assertThat(node.answer()).isInstanceOf(Failed.class);
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void chat_quotaUsedUp_isNotTriedAgain() {
    node.provider.always(error(429, "insufficient_quota"));
    assertFailed(node.answer(), ChatFailure.QUOTA);
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void chat_providerForbidsRetry_isNotTriedAgain() {
    node.provider.always(error(503, "", "x-should-retry", "false"));
    assertFailed(node.answer(), ChatFailure.OVERLOADED);
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 500, 502, 503, 504, 529})
  void chat_providerFailedOnce_isTriedAgain(int status) {
    node.provider.then(error(status, ""));
    assertAnswered(node.answer(), "ok");
  }

  @Test
  void chat_connectionBroken_isTriedAgain() {
    node.provider.then(breakOff());
    assertAnswered(node.answer(), "ok");
  }

  @Test
  void chat_alwaysFailing_failsAfterTheLimit() {
    node.provider.always(error(500, "server_error"));
    assertFailed(node.answer(), ChatFailure.SERVER);
    assertThat(node.provider.asked()).isEqualTo(4);
  }

  @Test
  void chat_retryAfter_isHonoured() {
    node.provider.then(error(429, "", "Retry-After-Ms", "300"));
    long before = System.nanoTime();
    assertAnswered(node.answer(), "ok");
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void chat_retryAfterBeyondTheDeadline_failsAtOnceWithTheRealFailure() {
    node.provider.always(error(429, "", "Retry-After", "30"));
    long before = System.nanoTime();
    assertFailed(
        node.answer(LlmNode.call(Delivery.WHOLE, Duration.ofSeconds(5))), ChatFailure.RATE_LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void chat_failedAttemptsWithUsage_areOnTheBill() {
    node.provider.then(
        stream(USAGE, "{\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}"),
        stream(text("ok"), finish("stop"), USAGE, DONE));
    assertThat(node.answer(streamed()))
        .asInstanceOf(type(Replied.class))
        .satisfies(
            replied -> assertThat(replied.bill().usage()).isEqualTo(new Usage(262, 0, 88, 0)));
  }

  @Test
  void chat_failedForGoodWithUsage_isOnTheBill() {
    node.provider.always(
        json(200, ScriptedProvider.completion("").replace("\"stop\"", "\"content_filter\"")));
    assertFailed(node.answer(), ChatFailure.REFUSED)
        .satisfies(failed -> {
          assertThat(failed.bill().usage()).isEqualTo(new Usage(100, 40, 10, 4));
          assertThat(failed.bill().costUsd()).isEqualTo(new BigDecimal("0.0003"));
        });
  }

  @Test
  void stream_brokenBeforeAnyText_isTriedAgain() {
    node.provider.then(streamAndBreak(), stream(text("ok"), finish("stop"), DONE));
    assertAnswered(node.answer(streamed()), "ok");
  }

  @Test
  void stream_brokenAfterText_isForANewCall() {
    node.provider.then(streamAndBreak(text("Hel")));
    assertFailed(node.answer(streamed()), ChatFailure.NETWORK);
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  // ---- deadline and abort

  @Test
  void chat_deadlineAlreadyPassed_asksNobody() {
    assertFailed(
        node.answer(LlmNode.call(Delivery.WHOLE, Duration.ofSeconds(-1))), ChatFailure.ABORTED);
    assertThat(node.provider.asked()).isZero();
  }

  @Test
  void chat_deadlinePasses_isAbortedAndReset() {
    node.provider.always(hang());
    long before = System.nanoTime();
    assertFailed(
        node.answer(LlmNode.call(Delivery.WHOLE, Duration.ofMillis(300))), ChatFailure.ABORTED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1300));
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
  }

  @Test
  void chat_noAnswerWithinTheTimeout_isResetAndTriedAgain() {
    var limits = new Limits();
    limits.timeout = Duration.ofMillis(200);
    start(limits).provider.then(hang());
    assertAnswered(node.answer(), "ok");
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
  }

  @Test
  void abort_hangingCall_isAnsweredAndResetWithinASecond() {
    node.provider.always(hang());
    var call = LlmNode.call();
    var asked = node.ask(call);
    awaitAsked(1);
    node.abort(call);
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
    assertFailed(Waiting.get(asked), ChatFailure.ABORTED);
  }

  @Test
  void abort_midStream_endsTheStream() {
    node.provider.always(streamAndHang(text("Hel")));
    var call = streamed();
    var asked = node.ask(call);
    Waiting.until("first words", SECOND.multipliedBy(5), () -> node.deltas.size() == 1);
    node.abort(call);
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
    assertFailed(Waiting.get(asked), ChatFailure.ABORTED);
  }

  @Test
  void abort_duringThePause_answersAtOnceAndAsksNoMore() {
    node.provider.always(error(429, "", "Retry-After", "10"));
    var call = LlmNode.call();
    var asked = node.ask(call);
    awaitAsked(1);
    Waiting.until("paused", SECOND, () -> node.bulkhead().inside() == 0);
    node.abort(call);
    assertFailed(Waiting.get(asked), ChatFailure.ABORTED);
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void abort_whileWaitingForASlot_leavesTheQueue() {
    var limits = new Limits();
    limits.concurrentMax = 1;
    start(limits).provider.always(hang());
    var first = LlmNode.call();
    var second = LlmNode.call();
    var firstAsked = node.ask(first);
    awaitAsked(1);
    var secondAsked = node.ask(second);
    Waiting.until("waits", SECOND, () -> node.bulkhead().waiting() == 1);
    node.abort(second);
    assertFailed(Waiting.get(secondAsked), ChatFailure.ABORTED);
    assertThat(node.bulkhead().waiting()).isZero();
    node.abort(first);
    assertFailed(Waiting.get(firstAsked), ChatFailure.ABORTED);
    Waiting.until("empty", SECOND, () -> node.bulkhead().inside() == 0);
  }

  @Test
  void abort_ofAnotherExecution_changesNothing() {
    node.provider.always(hang());
    var call = LlmNode.call(Delivery.WHOLE, Duration.ofMillis(800));
    var asked = node.ask(call);
    awaitAsked(1);
    node.abort(LlmNode.call());
    assertFailed(Waiting.get(asked), ChatFailure.ABORTED)
        .satisfies(failed -> assertThat(failed.detail()).contains("deadline"));
  }

  @Test
  void undeploy_answersEveryCall() {
    node.provider.always(hang());
    var asked = node.ask(LlmNode.call());
    awaitAsked(1);
    Waiting.get(node.vertx.undeploy(node.deployment));
    assertFailed(Waiting.get(asked), ChatFailure.ABORTED);
  }

  // ---- breaker and health

  private Limits touchy() {
    var limits = new Limits();
    limits.retryLimit = 0;
    limits.breakerFailuresMax = 3;
    return limits;
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      assertFailed(node.answer(), ChatFailure.SERVER);
    }
    Waiting.until("open", SECOND, () -> node.breaker().isOpen());
  }

  @Test
  void breaker_open_answersAtOnceWithoutAsking() {
    start(touchy()).provider.always(error(500, ""));
    open();
    assertFailed(node.answer(), ChatFailure.BREAKER_OPEN);
    assertThat(node.provider.asked()).isEqualTo(3);
    assertThat(node.meters.get("rcrewai.breaker.state").gauge().value()).isEqualTo(2);
    assertThat(node.providers.health().status()).isEqualTo(Status.DEGRADED);
  }

  @Test
  void breaker_providerHeals_recovers() {
    start(touchy()).provider.then(error(500, ""), error(500, ""), error(500, ""));
    open();
    Waiting.until(
        "half-open",
        SECOND.multipliedBy(2),
        () -> node.breaker().state() == CircuitBreakerState.HALF_OPEN);
    assertThat(node.meters.get("rcrewai.breaker.state").gauge().value()).isEqualTo(1);
    assertAnswered(node.answer(), "ok");
    assertThat(node.breaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
    assertThat(node.providers.health().status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void breaker_opensDuringRetries_theRetryWaitsForTheProbe() {
    var limits = new Limits();
    limits.breakerFailuresMax = 1;
    limits.retryLimit = 10;
    limits.retryDelay = Duration.ofMillis(100);
    start(limits).provider.then(error(500, ""));
    assertAnswered(node.answer(), "ok");
    assertThat(node.metric("rcrewai.llm.retries", "reason", "breaker_open")).isPositive();
  }

  @Test
  void health_keyRefused_isUnhealthy() {
    node.provider.always(error(401, "invalid_api_key"));
    assertThat(node.providers.health().status()).isEqualTo(Status.UNKNOWN);
    assertFailed(node.answer(), ChatFailure.AUTH);
    assertThat(node.providers.health().status()).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void health_silentProvider_isProbedForFree() {
    node.provider.always(json(200, "{\"object\":\"list\",\"data\":[]}"));
    node.providers.health().probeEvery(node.vertx, Duration.ofMillis(20));
    Waiting.until(
        "probed", SECOND.multipliedBy(5), () -> node.providers.health().status() == Status.HEALTHY);
    assertThat(node.provider.received())
        .allSatisfy(received -> {
          assertThat(received.method()).isEqualTo("GET");
          assertThat(received.path()).isEqualTo("/v1/models");
        });
  }

  @Test
  void health_calledProvider_isNotProbed() {
    node.answer();
    node.providers.health().probeEvery(node.vertx, Duration.ofSeconds(5));
    assertAnswered(node.answer(), "ok");
    assertThat(node.provider.received()).allMatch(received -> received.method().equals("POST"));
  }

  // ---- secrets

  @Test
  void detail_neverHasTheKey() {
    node.provider.always(
        json(401, "{\"error\":{\"message\":\"bad key " + LlmNode.KEY + " or sk-abc***xyz\"}}"));
    assertFailed(node.answer(), ChatFailure.AUTH)
        .satisfies(failed ->
            assertThat(failed.detail()).isEqualTo("HTTP 401: bad key [secret] or [secret]"));
  }
}
