package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.answer;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Failed;
import dev.rcrewai.step.ChatResult.Replied;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LlmLoadTest {
  private static List<ChatResult> all(List<Future<ChatResult>> asked) {
    Waiting.get(Future.all(asked));
    return asked.stream().map(Future::result).toList();
  }

  /** How long this machine, now, takes for as many calls that are answered at once. */
  private static Duration warmUp(LlmNode node) {
    var took = Duration.ZERO;
    for (int round = 0; round < 2; round++) {
      long before = System.nanoTime();
      all(IntStream.range(0, 300).mapToObj(i -> node.ask(LlmNode.call())).toList());
      took = Duration.ofNanos(System.nanoTime() - before);
    }
    return took;
  }

  private static long late(ChatCall call) {
    return Duration.between(call.deadline(), Instant.now()).toMillis();
  }

  @Test
  void bulkhead_fiveHundredCalls_neverMoreInFlightThanAllowed() {
    var limits = new Limits();
    limits.concurrentMax = 20;
    try (var node = new LlmNode(limits)) {
      var insideMost = new AtomicInteger();
      node.provider.always(response -> {
        insideMost.accumulateAndGet(node.bulkhead().inside(), Math::max);
        node.vertx.setTimer(5, now -> answer("ok").play(response));
      });
      var asked = IntStream.range(0, 500).mapToObj(i -> node.ask(LlmNode.call())).toList();
      assertThat(all(asked)).hasSize(500).allMatch(Replied.class::isInstance);
      assertThat(node.provider.inFlightMost()).isBetween(2, 20);
      assertThat(insideMost.get()).isLessThanOrEqualTo(20);
      assertThat(node.bulkhead().inside()).isZero();
    }
  }

  @Test
  void bulkhead_fullQueue_turnsAwayAtOnce() {
    var limits = new Limits();
    limits.concurrentMax = 1;
    limits.queueMax = 2;
    limits.retryLimit = 0;
    try (var node = new LlmNode(limits)) {
      node.provider.always(hang());
      var asked =
          IntStream.range(0, 10)
              .mapToObj(i -> node.ask(LlmNode.call(Delivery.WHOLE, Duration.ofMillis(500))))
              .toList();
      assertThat(all(asked))
          .filteredOn(result ->
              result instanceof Failed failed && failed.failure() == ChatFailure.BULKHEAD_FULL)
          .hasSize(7);
    }
  }

  @Test
  void chat_providersThatNeverFinish_endByTheDeadlineAndLeaveNoConnection() {
    var limits = new Limits();
    limits.concurrentMax = 300;
    limits.breakerFailuresMax = 10_000;
    try (var node = new LlmNode(limits)) {
      var burdened = warmUp(node);
      var sickness =
          List.of(
              hang(),
              node.provider.drip(400),
              streamAndHang(text("Hel")),
              ScriptedProvider.breakOff());
      node.provider.byNumber(number -> sickness.get(number % sickness.size()));
      var asked = new ArrayList<Future<ChatResult>>();
      var latest = new AtomicLong();
      for (int i = 0; i < 300; i++) {
        var delivery = i % 2 == 0 ? Delivery.STREAMED : Delivery.WHOLE;
        var call = LlmNode.call(delivery, Duration.ofMillis(1000 + 4 * i));
        asked.add(
            node.ask(call).onComplete(done -> latest.accumulateAndGet(late(call), Math::max)));
      }
      assertThat(all(asked)).hasSize(300).allMatch(Failed.class::isInstance);
      assertThat(Duration.ofMillis(latest.get())).isLessThan(burdened.plusSeconds(1));
      Waiting.until(
          "no connection left", Duration.ofSeconds(2), () -> node.provider.connections() == 0);
      assertThat(node.bulkhead().inside()).isZero();
      assertThat(node.bulkhead().waiting()).isZero();
    }
  }

  @Test
  void breaker_providerDown_sparesItFromTheCalls() {
    var limits = new Limits();
    limits.breakerFailuresMax = 10;
    limits.breakerReset = Duration.ofSeconds(10);
    limits.concurrentMax = 10;
    try (var node = new LlmNode(limits)) {
      node.provider.always(error(500, ""));
      var asked = IntStream.range(0, 300).mapToObj(i -> node.ask(LlmNode.call())).toList();
      assertThat(all(asked)).allMatch(Failed.class::isInstance);
      // Ten open it; as many again may be under way when it opens.
      assertThat(node.provider.asked()).isLessThanOrEqualTo(30);
    }
  }
}
