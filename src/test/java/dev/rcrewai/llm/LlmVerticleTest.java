package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.USAGE;
import static dev.rcrewai.llm.ScriptedProvider.breakOff;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.ScriptedProvider.stream;
import static dev.rcrewai.llm.ScriptedProvider.streamAndBreak;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.Failed;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Replied;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlmVerticleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LlmNode node = new LlmNode();

  @AfterEach
  void stop() {
    node.close();
  }

  private static ChatCall streamed() {
    return LlmNode.call(Delivery.STREAMED, Duration.ofSeconds(20));
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
            new ChatDelta(call.execution(), call.path(), 1, 0, "Hel"),
            new ChatDelta(call.execution(), call.path(), 1, 3, "lo"));
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
        new ChatCall(
            call.execution(),
            call.path(),
            1,
            elsewhere,
            Delivery.WHOLE,
            call.deadline(),
            "node",
            call.account(),
            call.keys());
    assertFailed(node.answer(asked), ChatFailure.BAD_REQUEST)
        .satisfies(failed ->
            assertThat(failed.detail())
                .isEqualTo("provider 'nobody' is not configured; there are: openai"));
  }

  @Test
  void chat_requestThatCannotBeWritten_isRefusedAndFreesItsSlot() {
    var call = LlmNode.call();
    var odd = new ToolSpec("odd", "", Map.of("no_json", new Object()), false);
    var request =
        new ChatRequest(
            call.request().model(), call.request().messages(), List.of(odd), ToolUse.AUTO);
    var asked =
        new ChatCall(
            call.execution(),
            call.path(),
            1,
            request,
            Delivery.WHOLE,
            call.deadline(),
            "node",
            call.account(),
            call.keys());
    assertFailed(node.answer(asked), ChatFailure.BAD_REQUEST);
    assertThat(node.bulkhead().inside()).isZero();
    assertThat(node.provider.asked()).isZero();
  }

  // ---- leases in doubt

  @Test
  void chat_whileThisNodeMayNotCall_waitsUntilItMay() {
    node.mayCall.set(false);
    var answer = node.ask(LlmNode.call());
    Waiting.get(node.vertx.timer(300));
    assertThat(node.provider.asked()).isZero();
    node.mayCall.set(true);
    assertAnswered(Waiting.get(answer), "ok");
    assertThat(node.provider.asked()).isEqualTo(1);
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
