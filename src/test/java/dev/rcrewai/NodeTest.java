package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Retried;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole node: real store, real bus, real HTTP to a scripted provider. */
@ExtendWith(BlockedThreads.class)
class NodeTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, TestCrews.SCRIPT);
    node.crew("echo", TestCrews.ECHO)
        .crew("relay", TestCrews.RELAY)
        .crew("reader", TestCrews.READER)
        .crew("limited", TestCrews.ECHO.replace("Repeat words", "Repeat, max_execution_time: 1"));
    node.write("files/shared/one.txt", "the first file");
    node.write("files/shared/two.txt", "the second file");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void execution_ofTwoTasks_endsWithTheLastAnswer_andCountsItsTokens() {
    node.start();
    var execution = node.run(request("relay", Map.of("word", "tea")));
    assertThat(execution.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(execution.output()).isEqualTo("You said tea, I repeat tea");
    assertThat(execution.tasks()).extracting(task -> task.output()).contains("You said tea");
    assertThat(execution.usage().inputTokens()).isPositive();
    assertThat(node.provider.chats()).isEqualTo(2);
    assertThat(types(execution.id()))
        .containsExactly(
            "execution.accepted",
            "execution.started",
            "task.started",
            "chat.started",
            "chat.completed",
            "task.completed",
            "task.started",
            "chat.started",
            "chat.completed",
            "task.completed",
            "execution.completed");
  }

  @Test
  void toolCalls_ofOneTurn_runTogether_andTheirResultsKeepTheirOrder() {
    node.start();
    var execution = node.run(request("reader", Map.of("word", "tea")));
    assertThat(execution.output()).isEqualTo("Read of tea");
    var types = types(execution.id());
    assertThat(types.lastIndexOf("tool.started")).isLessThan(types.indexOf("tool.completed"));
    var results =
        node.provider.lastRecorded().getJsonArray("messages").stream()
            .map(io.vertx.core.json.JsonObject.class::cast)
            .filter(message -> "tool".equals(message.getString("role")))
            .map(message -> message.getString("content"))
            .toList();
    assertThat(results).hasSize(2);
    assertThat(results.get(0)).contains("the first file");
    assertThat(results.get(1)).contains("the second file");
  }

  @Test
  void task_whoseProviderFailedOnce_isTriedAgainAfterAPause() {
    node.start();
    var execution = node.run(request("echo", Map.of("word", "flaky"), MINUTE, 1));
    assertThat(execution.outcome()).isEqualTo(Outcome.COMPLETED);
    var journal = node.journal(execution.id());
    var failed = first(journal, EventData.ChatFailed.class);
    var fired = first(journal, EventData.TimerFired.class);
    assertThat(Duration.between(failed.at(), fired.at()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(node.provider.chats()).isEqualTo(2);
  }

  @Test
  void task_withoutRetries_failsWithItsProvider() {
    node.start();
    var execution = node.run(request("echo", Map.of("word", "refuse")));
    assertThat(execution.status()).isEqualTo(Status.FAILED);
    assertThat(execution.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(node.provider.chats()).isEqualTo(1);
  }

  @Test
  void deadline_endsAHangingExecutionInTime_andResetsItsCall() {
    node.start();
    var execution = node.run(request("echo", Map.of("word", "hang"), Duration.ofSeconds(1), 2));
    assertThat(execution.outcome()).isEqualTo(Outcome.DEADLINE_EXCEEDED);
    assertThat(execution.duration(execution.createdAt()))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    Waiting.until("reset", Duration.ofSeconds(2), () -> node.provider.resets() == 1);
    assertThat(node.provider.inFlight()).isZero();
  }

  @Test
  void agent_thatUsesUpItsTime_failsItsTask() {
    node.start();
    var execution = node.run(request("limited", Map.of("word", "hang")));
    assertThat(execution.outcome()).isEqualTo(Outcome.DEADLINE_EXCEEDED);
    assertThat(execution.duration(execution.createdAt())).isLessThan(Duration.ofSeconds(4));
    assertThat(node.events(execution.id(), EventData.TaskFailed.class)).hasSize(1);
    Waiting.until("reset", Duration.ofSeconds(2), () -> node.provider.resets() == 1);
  }

  @Test
  void handlersThatThrow_endTheirExecutions_andNoOthers() {
    node.start();
    node.node()
        .bus()
        .answer(
            StepAddresses.CHAT,
            call -> {
              throw new IllegalStateException("thrown by the test");
            });
    var ids =
        IntStream.range(0, 12)
            .mapToObj(i -> node.accept(request("echo", Map.of("word", "w" + i))))
            .toList();
    var outcomes =
        awaitAll(ids.stream().map(node::ended).toList()).stream().map(Execution::outcome);
    assertThat(outcomes.toList()).containsOnly(Outcome.COMPLETED, Outcome.PROVIDER_ERROR);
    assertThat(ids)
        .anySatisfy(id -> assertThat(node.events(id, EventData.ChatFailed.class)).hasSize(1));
  }

  @Test
  void crewEditedMeanwhile_executionKeepsItsVersion_theNextHasTheNewOne() {
    node =
        restarted(
            "- {name: late, when: {task: Say old}, times: 1, answer: {text: 'You said old',"
                + " latency: 1s, disclose: false}}");
    var running = node.accept(request("relay", Map.of("word", "old")));
    var before = node.node().crews().find("relay");
    node.crew("relay", TestCrews.RELAY.replace("Repeat {word}", "Repeat new-{word}"));
    Waiting.until(
        "reloaded",
        Duration.ofSeconds(10),
        () -> !Objects.equals(node.node().crews().find("relay"), before));
    assertThat(await(node.ended(running)).output()).isEqualTo("You said old, I repeat old");
    assertThat(node.run(request("relay", Map.of("word", "old"))).output())
        .isEqualTo("You said old, I repeat new-old");
  }

  @Test
  void retry_inheritsWhatSucceeded_andPaysOnlyForItself() {
    node =
        restarted("- {name: second-down, when: {task: Repeat}, times: 1, answer: {status: 500}}");
    var first = node.run(request("relay", Map.of("word", "tea")));
    assertThat(first.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    var retried = await(node.node().executions().retry(first.id(), null, TraceContext.NONE));
    var again = ((Submitted.Accepted) ((Retried.Submitted) retried).submitted()).id();
    var second = await(node.ended(again));
    assertThat(second.output()).isEqualTo("You said tea, I repeat tea");
    assertThat(second.accepted().retryOf()).isEqualTo(first.id());
    assertThat(node.provider.chats("echo")).isEqualTo(1);
    var bills =
        node.events(again, EventData.ChatCompleted.class).stream()
            .map(chat -> chat.bill().usage())
            .toList();
    assertThat(bills).hasSize(2);
    assertThat(bills.get(0)).isEqualTo(Usage.NONE);
    assertThat(second.usage()).isEqualTo(bills.get(1));
  }

  @Test
  void retry_ofWhatCannotBeRetried_saysWhy() {
    node.start();
    var executions = node.node().executions();
    var done = node.run(request("echo", Map.of("word", "tea")));
    var hanging = node.accept(request("echo", Map.of("word", "hang")));
    assertThat(await(executions.retry(done.id(), null, TraceContext.NONE)))
        .isEqualTo(new Retried.AlreadyCompleted());
    assertThat(await(executions.retry(hanging, null, TraceContext.NONE)))
        .isEqualTo(new Retried.NotEnded(Status.RUNNING));
    assertThat(await(executions.retry(executions.newId(), null, TraceContext.NONE)))
        .isEqualTo(new Retried.NotFound());
  }

  /** The node, with rules that are tried first. */
  private NodeFixture restarted(String rules) {
    node.close();
    var other = new NodeFixture(dir, TestCrews.scriptWith(rules));
    return other.start();
  }

  private List<String> types(ExecutionId id) {
    return node.journal(id).stream().map(event -> EventType.of(event.data())).toList();
  }

  private static Event first(List<Event> journal, Class<? extends EventData> type) {
    return journal.stream().filter(e -> type.isInstance(e.data())).findFirst().orElseThrow();
  }
}
