package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.ScriptedProvider.stream;
import static dev.rcrewai.llm.ScriptedProvider.streamAndBreak;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ScriptedProvider.Script;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Replied;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked when a model fails, and who is not. */
class FallbackTest {
  private static final ModelChoice SPARE = new ModelChoice(LlmNode.SPARE, "spare-1", null, 500);

  private final Limits limits = new Limits();
  private LlmNode node = start();

  @AfterEach
  void stop() {
    node.close();
  }

  private LlmNode start() {
    limits.withSpare = true;
    limits.retryLimit = 1;
    return new LlmNode(limits);
  }

  private void restart() {
    node.close();
    node = start();
  }

  private ChatResult ask(Delivery delivery, ModelChoice... fallback) {
    return node.answer(LlmNode.call(request(fallback), delivery));
  }

  private static ChatRequest request(ModelChoice... fallback) {
    var first = LlmNode.request("hello");
    return new ChatRequest(
        first.model(), List.of(fallback), first.messages(), first.tools(), first.toolUse(), null);
  }

  private ChatResult ask() {
    return ask(Delivery.WHOLE, SPARE);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("auth", error(401, "invalid_api_key"), 1),
        Arguments.of("quota", error(429, "insufficient_quota"), 1),
        Arguments.of("rate_limit", error(429, "rate_limit_exceeded"), 2),
        Arguments.of("server", error(500, ""), 2),
        Arguments.of("overloaded", error(503, ""), 2),
        Arguments.of("network", (Script) answer -> answer.reset(), 2),
        Arguments.of("bad_output", json(200, "no json"), 2),
        Arguments.of("context", error(400, "context_length_exceeded"), 1),
        Arguments.of("bad_request", error(404, "model_not_found"), 1));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void model_failed_theNextIsAsked(String reason, Script fault, int asked) {
    node.provider.always(fault);
    assertAnswered(ask(), "ok");
    assertThat(node.provider.asked()).isEqualTo(asked);
    assertThat(node.spare.asked()).isEqualTo(1);
    assertThat(
            node.metric(
                "rcrewai.llm.fallbacks", "from", "openai", "to", LlmNode.SPARE, "reason", reason))
        .isEqualTo(1);
  }

  @Test
  void model_hangs_theNextIsAskedInWhatIsLeft() {
    limits.timeout = Duration.ofMillis(150);
    restart();
    node.provider.always(hang());
    assertAnswered(ask(), "ok");
  }

  @Test
  void model_limitedForLong_isNotWaitedFor() {
    node.provider.always(error(429, "", "Retry-After", "10"));
    long before = System.nanoTime();
    assertAnswered(ask(), "ok");
    assertAnswered(ask(), "ok");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void breakerOpen_theNextIsAskedAtOnce() {
    limits.breakerFailuresMax = 1;
    limits.breakerReset = Duration.ofSeconds(30);
    restart();
    node.provider.always(error(500, ""));
    assertFailed(ask(Delivery.WHOLE), ChatFailure.BREAKER_OPEN);
    assertAnswered(ask(), "ok");
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void request_goesToTheNextWithItsModel_andTheBillNamesWhoAnswered() {
    node.provider.always(
        stream(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":1000000,\"completion_tokens\":0}}",
            "{\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}"));
    node.spare.always(stream(text("ok"), finish("stop"), ScriptedProvider.USAGE, DONE));
    assertThat(ask(Delivery.STREAMED, SPARE))
        .asInstanceOf(type(Replied.class))
        .satisfies(replied -> {
          assertThat(replied.bill().provider()).isEqualTo(LlmNode.SPARE);
          assertThat(replied.bill().model()).isEqualTo("gpt-4o-mini");
          assertThat(replied.bill().usage()).isEqualTo(new Usage(2_000_131, 0, 44, 0));
          assertThat(replied.bill().costUsd()).isGreaterThan(new BigDecimal("5"));
        });
    assertThat(node.spare.received().getFirst().body()).contains("\"spare-1\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void request_isWrong_nobodyElseIsAsked(int status) {
    node.provider.always(error(status, "nope"));
    assertFailed(ask(), ChatFailure.BAD_REQUEST);
    assertThat(node.spare.asked()).isZero();
  }

  @Test
  void content_refused_nobodyElseIsAsked() {
    node.provider.always(error(400, "content_filter"));
    assertFailed(ask(), ChatFailure.REFUSED);
    assertThat(node.spare.asked()).isZero();
  }

  @Test
  void answer_halfShown_nobodyElseIsAsked() {
    node.provider.always(streamAndBreak(text("Hel")));
    assertFailed(ask(Delivery.STREAMED, SPARE), ChatFailure.NETWORK);
    assertThat(node.spare.asked()).isZero();
  }

  @Test
  void chain_isFollowedToItsEnd_andTheLastFailureIsTold() {
    node.provider.always(error(500, ""));
    node.spare.always(error(401, ""));
    var again = new ModelChoice(LlmNode.SPARE, "spare-2", null, 500);
    assertFailed(ask(Delivery.WHOLE, SPARE, again), ChatFailure.AUTH);
    assertThat(node.spare.received())
        .extracting(ScriptedProvider.Received::body)
        .satisfiesExactly(
            body -> assertThat(body).contains("spare-1"),
            body -> assertThat(body).contains("spare-2"));
  }

  @Test
  void provider_notConfiguredHere_isPassedOver() {
    var nobody = new ModelChoice("nobody", "m", null, 1);
    node.provider.always(error(401, ""));
    assertAnswered(ask(Delivery.WHOLE, nobody, SPARE), "ok");
  }

  @Test
  void abort_endsWhoeverIsAsked() {
    node.provider.always(error(401, ""));
    node.spare.always(hang());
    var call = LlmNode.call(request(SPARE), Delivery.WHOLE);
    var answer = node.ask(call);
    Waiting.until("asked", Duration.ofSeconds(5), () -> node.spare.inFlight() == 1);
    node.abort(call);
    assertFailed(Waiting.get(answer), ChatFailure.ABORTED);
    Waiting.until("reset", Duration.ofSeconds(5), () -> node.spare.cutOff() == 1);
  }

  @Test
  void deadline_beforeTheChainsEnd_ends() {
    node.provider.always(error(401, ""));
    node.spare.always(hang());
    var call = LlmNode.call(request(SPARE), Delivery.WHOLE);
    var hasty =
        new ChatCall(
            call.execution(),
            call.path(),
            1,
            call.request(),
            Delivery.WHOLE,
            Instant.now().plusMillis(400),
            "node",
            call.account(),
            ProviderKeys.NONE);
    assertFailed(node.answer(hasty), ChatFailure.ABORTED);
  }
}
