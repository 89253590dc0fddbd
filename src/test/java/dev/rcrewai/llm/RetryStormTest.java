package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Failed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A provider that fails every call of a steady stream is not asked several times as much. */
class RetryStormTest {
  /** At 100 a second: a minute of them with {@code -Drcrewai.drills=full}. */
  private static final int CALLS =
      "full".equals(System.getProperty("rcrewai.drills")) ? 6_000 : 400;

  private static final int CALL_MILLIS = 10;

  /** The reserve, and what comes back of it with the time that this takes. */
  private static final int RESERVE = 2 * RetryBudget.RESERVE;

  private final Limits limits = new Limits();

  private List<ChatResult> failAtASteadyRate(LlmNode node) {
    node.provider.always(error(500, "server_error"));
    var asked = new CopyOnWriteArrayList<Future<ChatResult>>();
    long timer = node.vertx.setPeriodic(CALL_MILLIS, _ -> asked.add(node.ask(LlmNode.call())));
    Waiting.until("asked", Duration.ofMinutes(3), () -> asked.size() >= CALLS);
    node.vertx.cancelTimer(timer);
    var all = List.copyOf(asked);
    Waiting.get(Future.all(all));
    return all.stream().map(Future::result).toList();
  }

  @Test
  void provider_thatAlwaysFails_isAskedAFifthMoreThanThereAreCalls() {
    limits.breakerFailuresMax = 100_000;
    try (var node = new LlmNode(limits)) {
      var results = failAtASteadyRate(node);
      assertThat(results).allMatch(Failed.class::isInstance);
      assertThat(node.provider.asked()).isBetween(results.size(), results.size() * 6 / 5 + RESERVE);
    }
  }

  @Test
  void provider_thatAlwaysFails_isSparedByItsBreaker() {
    limits.breakerFailuresMax = 10;
    limits.breakerReset = Duration.ofSeconds(1);
    try (var node = new LlmNode(limits)) {
      assertThat(failAtASteadyRate(node)).allMatch(Failed.class::isInstance);
      assertThat(node.provider.asked()).isBetween(10, 10 + 3 * CALLS / 40);
    }
  }
}
