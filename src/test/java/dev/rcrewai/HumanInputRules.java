package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rcrewai.execution.Answered;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionReleased;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Retried;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes whose crews wait for people, on a real store. */
@Timeout(120)
abstract class HumanInputRules {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ASKING =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        first: {description: 'Say {word}.', expected_output: The word, agent: clerk}
        second:
          description: 'Repeat {word}.'
          expected_output: The word
          agent: clerk
          context: [first]
          human_input: {confirm: true}
      """;
  private static final String CAREFUL =
      """
      inputs: {word: {type: string}}
      agents:
        clerk:
          role: Clerk
          goal: Read files
          tools: [file_reader]
          require_approval_for_tools: true
      tasks:
        read: {description: 'Read about {word}.', expected_output: The word, agent: clerk}
      """;
  private static final StepPath CONFIRM = StepPath.task("second").confirm();

  @TempDir Path dir;
  final MovableClock clock = new MovableClock();
  private NodeFixture node;
  private @Nullable NodeFixture other;

  /** What nodes are told of the store, made before the first of them. */
  abstract Map<String, String> store(Path dir) throws IOException;

  /** Whether a second node may use the store at the same time. */
  abstract boolean isShared();

  @BeforeEach
  void start() throws IOException {
    var store = store(dir.resolve("store"));
    node = fixture("a", store).start(clock);
    other = isShared() ? fixture("b", store) : null;
  }

  private NodeFixture fixture(String name, Map<String, String> store) {
    var fixture = new NodeFixture(dir.resolve(name), TestCrews.SCRIPT);
    fixture.crew("asking", ASKING).crew("careful", CAREFUL);
    fixture.write("files/shared/one.txt", "One.");
    fixture.write("files/shared/two.txt", "Two.");
    store.forEach(fixture::with);
    return fixture;
  }

  @AfterEach
  void close() {
    node.close();
    if (other != null) {
      other.close();
    }
  }

  /** All nodes stop; one starts again, another one where the store allows it. */
  private void restart() {
    node.stop();
    if (other != null) {
      var stopped = node;
      node = other;
      other = stopped;
    }
    node.start(clock);
  }

  private ExecutionId waiting(String crew) {
    var id = node.accept(request(crew, Map.of("word", "tea")));
    awaitStatus(id, Status.WAITING);
    return id;
  }

  private void awaitStatus(ExecutionId id, Status status) {
    Waiting.until(
        "it is " + status,
        LIMIT,
        () -> await(node.node().executions().find(id)).orElseThrow().status() == status);
  }

  private Answered answer(ExecutionId id, @Nullable StepPath question, String text) {
    return await(node.node().executions().answer(id, question, text, "because", "bob"));
  }

  private Execution ended(ExecutionId id) {
    return await(node.ended(id));
  }

  @Test
  void approval_afterARestartOfEveryNode_isAnsweredOnAnother() {
    var id = waiting("asking");
    long chats = node.provider.chats();
    assertThat(chats).isEqualTo(1);

    restart();
    assertThat(await(node.find(id)).questions()).hasSize(1);
    assertThat(answer(id, null, "approve")).isEqualTo(new Answered.Accepted());

    var ended = ended(id);
    assertThat(ended.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(ended.output()).isEqualTo("You said tea, I repeat tea");
    assertThat(node.events(id, EventData.ChatStarted.class)).hasSize(2);
    assertThat(node.events(id, InputReceived.class))
        .singleElement()
        .satisfies(input -> assertThat(input.by()).isEqualTo("bob"));
  }

  @Test
  void waiting_forDays_costsNoSlotAndNoDeadline() {
    var id = waiting("asking");
    // That it waits is told before its slot is free.
    Waiting.until(
        "a free slot", Duration.ofSeconds(5), () -> node.node().dispatcher().running() == 0);
    var before = await(node.find(id)).deadline();

    clock.advance(Duration.ofHours(23));
    restart();
    answer(id, CONFIRM, "yes");

    var ended = ended(id);
    assertThat(ended.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(ended.deadline()).isAfterOrEqualTo(before.plus(Duration.ofHours(23)));
    assertThat(node.events(id, ExecutionReleased.class))
        .containsOnly(new ExecutionReleased(ExecutionReleased.WAITING));
  }

  @Test
  void question_thatNobodyAnswers_expiresOnWhateverNodeLives() {
    var id = waiting("asking");
    restart();

    clock.advance(Duration.ofHours(24));

    var ended = ended(id);
    assertThat(ended.outcome()).isEqualTo(Outcome.INPUT_EXPIRED);
    assertThat(answer(id, CONFIRM, "yes")).isEqualTo(new Answered.Expired(CONFIRM));
    assertThat(node.events(id, EventData.ChatStarted.class)).hasSize(1);
  }

  /** Taken by a node that leaves, so that nobody goes on with it before its time is over. */
  @Test
  void answer_storedInTime_countsThoughItIsHeardLate() {
    assumeThat(isShared()).isTrue();
    var leaving = requireNonNull(other).start(clock);
    var id = waiting("asking");
    node.stop();
    await(leaving.node().stop());
    var yes = leaving.node().executions().answer(id, CONFIRM, "yes", "", "bob");
    assertThat(await(yes)).isEqualTo(new Answered.Accepted());

    clock.advance(Duration.ofHours(25));
    node.start(clock);

    assertThat(ended(id).outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void rejection_endsInputRejected_andARetryAsksAgain() {
    var id = waiting("asking");
    answer(id, CONFIRM, "deny");
    assertThat(ended(id).outcome()).isEqualTo(Outcome.INPUT_REJECTED);

    var retried = await(node.node().executions().retry(id, null, TraceContext.NONE));

    var again = ((Submitted.Accepted) ((Retried.Submitted) retried).submitted()).id();
    awaitStatus(again, Status.WAITING);
    assertThat(await(node.find(again)).questions()).hasSize(1);
    assertThat(node.provider.chats()).isEqualTo(1);
  }

  @Test
  void answer_givenAtOneNode_isHeardByTheOthers() {
    assumeThat(isShared()).isTrue();
    var second = requireNonNull(other).start(clock);
    var id = waiting("asking");

    var yes = second.node().executions().answer(id, null, "yes", "", "bob");
    assertThat(await(yes)).isEqualTo(new Answered.Accepted());

    assertThat(ended(id).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(await(second.find(id)).output()).isEqualTo("You said tea, I repeat tea");
  }

  @Test
  void approvals_ofOneTurn_areAskedSideBySide() {
    var id = waiting("careful");
    for (var question : await(node.find(id)).questions()) {
      answer(id, question.path(), "yes");
    }
    assertThat(ended(id).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(node.events(id, InputReceived.class)).hasSize(2);
  }

  @Test
  void toolCall_thatIsRefused_isNotMadeAndTheModelHearsWhy() {
    var id = waiting("careful");
    var questions = await(node.find(id)).questions();
    assertThat(questions).hasSize(2);
    assertThat(node.events(id, EventData.ToolStarted.class)).isEmpty();

    answer(id, questions.get(0).path(), "yes");
    awaitStatus(id, Status.WAITING);
    answer(id, questions.get(1).path(), "no");

    assertThat(ended(id).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(node.events(id, EventData.ToolStarted.class)).hasSize(1);
    assertThat(node.provider.lastRecorded().toString())
        .contains("a person refused this call")
        .contains("because");
  }
}
