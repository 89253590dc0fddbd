package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.Status;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a cancel ends, and how soon. */
@ExtendWith(BlockedThreads.class)
class CancelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    var paced =
        """
        - name: paced
          when: {task: 'Say slow'}
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', latency: 10ms..800ms, disclose: false}
        """;
    node = new NodeFixture(dir, TestCrews.scriptWith(paced));
    node.crew("echo", TestCrews.ECHO).crew("relay", TestCrews.RELAY);
    node.with("CALLER_MAX_EXECUTIONS", "1000");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void cancel_ofARunningExecution_resetsItsCallWithinASecond() {
    node.start();
    var id = node.accept(request("echo", Map.of("word", "hang")));
    Waiting.until("called", Duration.ofSeconds(5), () -> node.provider.inFlight() == 1);
    var asked = Instant.now();
    assertThat(cancel(id)).isEqualTo(SignalResult.STORED);
    var execution = await(node.ended(id));
    assertThat(execution.status()).isEqualTo(Status.CANCELLED);
    assertThat(execution.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(Duration.between(asked, execution.endedAt())).isLessThan(SECOND);
    Waiting.until("reset", SECOND, () -> node.provider.resets() == 1);
    assertThat(cancel(id)).isEqualTo(SignalResult.ENDED);
  }

  @Test
  void cancel_ofAQueuedExecution_endsItWithoutACall() {
    node.with("MAX_CONCURRENT_EXECUTIONS", "1").start();
    node.accept(request("echo", Map.of("word", "hang")));
    var queued = node.accept(request("echo", Map.of("word", "tea")));
    Waiting.until("called", Duration.ofSeconds(5), () -> node.provider.inFlight() == 1);
    var asked = Instant.now();
    cancel(queued);
    var execution = await(node.ended(queued));
    assertThat(execution.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(Duration.between(asked, execution.endedAt())).isLessThan(SECOND);
    assertThat(node.events(queued, EventData.ChatStarted.class)).isEmpty();
    assertThat(node.provider.chats()).isEqualTo(1);
  }

  @Test
  void deadline_holdsInTheQueue() {
    node.with("MAX_CONCURRENT_EXECUTIONS", "1").start();
    node.accept(request("echo", Map.of("word", "hang")));
    var execution = node.run(request("echo", Map.of("word", "tea"), SECOND, 0));
    assertThat(execution.outcome()).isEqualTo(Outcome.DEADLINE_EXCEEDED);
    assertThat(execution.duration(execution.createdAt())).isLessThan(SECOND.multipliedBy(2));
    assertThat(node.events(execution.id(), EventData.ChatStarted.class)).isEmpty();
  }

  @Test
  void twoHundredCancels_atRandomMoments_noCallBeginsASecondLater() {
    node.start();
    var random = new Random(14);
    var asked = new ConcurrentHashMap<ExecutionId, Instant>();
    var cancelled = new ArrayList<Future<SignalResult>>();
    for (int i = 0; i < 200; i++) {
      var id = node.accept(request("relay", Map.of("word", "slow-" + i)));
      cancelled.add(
          node.vertx()
              .timer(1 + random.nextInt(1_500), TimeUnit.MILLISECONDS)
              .compose(_ -> node.node().executions().cancel(id, "ann", null))
              .onSuccess(_ -> asked.put(id, Instant.now())));
    }
    var answers = awaitAll(cancelled);
    for (var id : asked.keySet()) {
      var execution = await(node.ended(id));
      assertThat(execution.outcome()).isIn(Outcome.CANCELLED, Outcome.COMPLETED);
      assertThat(node.journal(id))
          .filteredOn(event -> event.data() instanceof EventData.ChatStarted)
          .extracting(Event::at)
          .allSatisfy(at -> assertThat(at).isBeforeOrEqualTo(asked.get(id).plus(SECOND)));
      assertThat(Duration.between(asked.get(id), execution.endedAt()))
          .isLessThan(SECOND.plus(SECOND));
    }
    assertThat(answers).contains(SignalResult.STORED);
    assertThat(node.provider.inFlight()).isZero();
  }

  private SignalResult cancel(ExecutionId id) {
    return await(node.node().executions().cancel(id, "ann", "changed my mind"));
  }
}
