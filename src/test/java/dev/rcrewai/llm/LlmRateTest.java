package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ModelChoice;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LlmRateTest {
  private final Limits limits = new Limits();
  private LlmNode node = new LlmNode();

  @AfterEach
  void stop() {
    node.close();
  }

  private void start(int requestsPerMinute) {
    node.close();
    limits.requestsPerMinute = requestsPerMinute;
    node = new LlmNode(limits);
  }

  @Test
  void calls_beyondTheRate_waitAndAreAnswered() {
    start(600);
    long before = System.nanoTime();
    var answers = new ArrayList<Future<ChatResult>>();
    for (int i = 0; i < 610; i++) {
      answers.add(node.ask(LlmNode.call()));
    }
    answers.forEach(answer -> assertAnswered(Waiting.get(answer), "ok"));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(500));
    assertThat(node.provider.asked()).isEqualTo(610);
  }

  @Test
  void call_whoseTurnIsAfterItsDeadline_failsAtOnce() {
    start(1);
    assertAnswered(node.answer(), "ok");
    long before = System.nanoTime();
    assertFailed(node.answer(), ChatFailure.RATE_LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void lastOneThatTheProviderAllows_isTheLastUntilItsReset() {
    start(0);
    node.provider.then(
        json(
            200,
            ScriptedProvider.completion("ok"),
            "x-ratelimit-remaining-requests",
            "0",
            "x-ratelimit-reset-requests",
            "700ms"));
    assertAnswered(node.answer(), "ok");
    long before = System.nanoTime();
    assertAnswered(node.answer(), "ok");
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
    assertThat(node.provider.asked()).isEqualTo(2);
  }

  @Test
  void limitToldByTheProvider_holdsForAllCallsOfThatModel() {
    start(0);
    node.provider.then(error(429, "", "Retry-After", "30"));
    assertFailed(node.answer(), ChatFailure.RATE_LIMIT);
    assertFailed(node.answer(), ChatFailure.RATE_LIMIT);
    assertThat(node.provider.asked()).isEqualTo(1);
    var other = LlmNode.request("hello").to(new ModelChoice("openai", "gpt-4o-mini", null, 1));
    assertAnswered(node.answer(LlmNode.call(other, Delivery.WHOLE)), "ok");
  }
}
