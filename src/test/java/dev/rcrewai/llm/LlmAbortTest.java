package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"CLEAR_TEXT", "HTTP_2"})
class LlmAbortTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Parameter
  @SuppressWarnings("NullAway.Init") // before each test
  private Protocol protocol;

  private LlmNode node = new LlmNode();

  @BeforeEach
  void start() {
    start(new Limits());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private LlmNode start(Limits limits) {
    node.close();
    limits.protocol = protocol;
    limits.validateSsl = false;
    node = new LlmNode(limits);
    return node;
  }

  private static ChatCall streamed() {
    return LlmNode.call(Delivery.STREAMED, Duration.ofSeconds(20));
  }

  private void awaitAsked(int count) {
    Waiting.until("asked", SECOND.multipliedBy(5), () -> node.provider.asked() >= count);
  }

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
    Waiting.until("left the queue", SECOND, () -> node.bulkhead().waiting() == 0);
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
}
