package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Answered;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who runs when, who has to wait, and who is refused. */
@ExtendWith(BlockedThreads.class)
class QueueTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String ASKING =
      TestCrews.ECHO.replace("agent: clerk}", "agent: clerk, human_input: {confirm: true}}");

  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, TestCrews.SCRIPT);
    node.crew("echo", TestCrews.ECHO).crew("relay", TestCrews.RELAY);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void oneSlot_executionsRunInTheOrderOfTheirAcceptance() {
    node.with("MAX_CONCURRENT_EXECUTIONS", "1").start();
    assertThat(twenty()).extracting(QueueTest::startedAt).isSortedAccordingTo(Instant::compareTo);
  }

  @Test
  void twoSlots_twentyExecutions_allComplete_neverMoreThanTwoAtOnce() {
    node.with("MAX_CONCURRENT_EXECUTIONS", "2").start();
    var executions = twenty();
    for (var one : executions) {
      var running =
          executions.stream()
              .filter(other -> !startedAt(other).isAfter(startedAt(one)))
              .filter(other -> Objects.requireNonNull(other.endedAt()).isAfter(startedAt(one)));
      assertThat(running.count()).isLessThanOrEqualTo(2);
    }
    // The end is told before the slot is free, and a look into the queue takes one for a moment.
    Waiting.until(
        "free slots", Duration.ofSeconds(5), () -> node.node().dispatcher().running() == 0);
    Waiting.until(
        "empty queue", Duration.ofSeconds(5), () -> node.node().dispatcher().queueDepth() == 0);
    assertThat(node.node().dispatcher().oldestQueued()).isNull();
  }

  @Test
  void queue_thatIsFull_refusesTheServer() {
    node.with("MAX_CONCURRENT_EXECUTIONS", "1").with("MAX_QUEUED_EXECUTIONS", "1").start();
    hang();
    hang();
    var refused = node.submit(request("echo", Map.of("word", "tea")));
    assertThat(refused).isInstanceOf(Submitted.ServerFull.class);
    assertThat(((Submitted.ServerFull) refused).retryAfter()).isPositive();
    Waiting.until(
        "the queue's age",
        Duration.ofSeconds(5),
        () -> node.node().dispatcher().oldestQueued() != null);
  }

  @Test
  void answeredExecution_withoutAFreeSlot_waitsForOne() {
    node.crew("asking", ASKING).with("MAX_CONCURRENT_EXECUTIONS", "1").start();
    var asking = node.accept(request("asking", Map.of("word", "tea")));
    Waiting.until("it waits", LIMIT, () -> await(node.find(asking)).status() == Status.WAITING);
    var hanging = node.accept(request("echo", Map.of("word", "hang")));
    Waiting.until("the slot is taken", LIMIT, () -> node.provider.chats("hang") == 1);
    var executions = node.node().executions();

    assertThat(await(executions.answer(asking, null, "yes", "", "bob")))
        .isEqualTo(new Answered.Accepted());
    Waiting.until("it is queued", LIMIT, () -> node.node().dispatcher().queueDepth() == 1);
    await(executions.cancel(hanging, "ann", null));

    assertThat(await(node.ended(asking)).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(await(node.ended(hanging)).outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void caller_withAsManyAsAllowed_isRefused_othersAreNot() {
    node.with("CALLER_MAX_EXECUTIONS", "1").start();
    hang();
    assertThat(node.submit(request("echo", Map.of("word", "tea"))))
        .isInstanceOf(Submitted.CallerFull.class);
    var other =
        new ExecutionRequest(
            "bob",
            "echo",
            Map.of("word", "tea"),
            null,
            null,
            0,
            Map.of(),
            null,
            null,
            ProviderKeys.NONE,
            Map.of());
    assertThat(node.run(other).output()).isEqualTo("You said tea");
  }

  @Test
  void thousandExecutions_sideBySide_eachAnswersItsOwnInputOnly() {
    node.with("CALLER_MAX_EXECUTIONS", "2000").with("MAX_QUEUED_EXECUTIONS", "2000").start();
    var executions = node.node().executions();
    var ids = new ArrayList<ExecutionId>();
    var accepted = new ArrayList<Future<Submitted>>();
    for (int i = 0; i < 1_000; i++) {
      var id = executions.newId();
      ids.add(id);
      accepted.add(
          executions.submit(
              id, request("relay", Map.of("word", word(i)), Duration.ofMinutes(5), 0)));
    }
    assertThat(awaitAll(accepted)).allMatch(Submitted.Accepted.class::isInstance);
    var outputs = awaitAll(ids.stream().map(node::ended).toList());
    for (int i = 0; i < ids.size(); i++) {
      assertThat(outputs.get(i).output())
          .isEqualTo("You said " + word(i) + ", I repeat " + word(i));
      assertThat(outputs.get(i).tasks().getFirst().output()).isEqualTo("You said " + word(i));
    }
    assertThat(node.provider.chats()).isEqualTo(2_000);
  }

  @Test
  void drain_leavesWhatIsNotDone_andTheNextProcessGoesOn_withoutRepeatingACall() {
    node.close();
    node =
        new NodeFixture(
            dir,
            TestCrews.scriptWith(
                "- {name: stuck, when: {task: Repeat}, times: 1, answer: {hang: true}}"));
    node.with("SHUTDOWN_GRACE", "0.5").start();
    var id = node.accept(request("relay", Map.of("word", "tea")));
    Waiting.until("stuck", Duration.ofSeconds(10), () -> node.provider.chats("stuck") == 1);
    var drained = node.node().stop();
    assertThat(node.node().executions().isDraining()).isTrue();
    assertThat(node.submit(request("echo", Map.of("word", "tea"))))
        .isInstanceOf(Submitted.Draining.class);
    await(drained);
    assertThat(await(node.find(id)).status().word()).isEqualTo("queued");
    node.stop();
    node.start();
    assertThat(await(node.ended(id)).output()).isEqualTo("You said tea, I repeat tea");
    assertThat(node.provider.chats("echo")).isEqualTo(1);
    assertThat(node.provider.chats()).isEqualTo(3);
  }

  private List<Execution> twenty() {
    var ids =
        IntStream.range(0, 20)
            .mapToObj(i -> node.accept(request("echo", Map.of("word", "w" + i))))
            .toList();
    var executions = awaitAll(ids.stream().map(node::ended).toList());
    assertThat(executions).extracting(Execution::outcome).containsOnly(Outcome.COMPLETED);
    return executions;
  }

  private static Instant startedAt(Execution execution) {
    return Objects.requireNonNull(execution.startedAt());
  }

  private void hang() {
    node.accept(request("echo", Map.of("word", "hang")));
  }

  private static String word(int i) {
    return "word-" + List.of("tea", "ink", "oak").get(i % 3) + "-" + i;
  }
}
