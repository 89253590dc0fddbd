package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.TaskState.Progress;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutionFoldTest {
  private static final StepPath TASK = StepPath.task("reply");
  private static final StepPath CHAT = TASK.attempt(1).turn(1).chat();
  private static final Usage USED = new Usage(100, 10, 0, 0);

  private final Draft draft = Draft.draft();
  private final ExecutionFold fold = ExecutionFold.of(draft.events());

  @Test
  void accepted_isQueued() {
    var execution = fold.execution();
    assertThat(execution.status()).isEqualTo(Status.QUEUED);
    assertThat(execution.id()).isEqualTo(draft.id());
    assertThat(execution.createdAt()).isEqualTo(draft.createdAt());
    assertThat(execution.startedAt()).isNull();
    assertThat(execution.costUsd()).isEqualByComparingTo("0");
    assertThat(execution.duration(draft.createdAt().plusSeconds(5)))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void startedReleasedAndResumed_startedOnce() {
    apply(new EventData.ExecutionStarted("n", 1));
    var first = fold.execution().startedAt();
    assertThat(fold.status()).isEqualTo(Status.RUNNING);
    apply(new EventData.ExecutionReleased("drain"));
    assertThat(fold.status()).isEqualTo(Status.QUEUED);
    apply(new EventData.ExecutionResumed("n", 2));
    assertThat(fold.status()).isEqualTo(Status.RUNNING);
    assertThat(fold.execution().startedAt()).isEqualTo(first);
  }

  @Test
  void values_addWhatTheirVectorsCost() {
    var bill = new Bill("openai", "small", new Usage(7, 0, 0, 0), new BigDecimal("0.01"));
    apply(new EventData.ValueRecorded(TASK, Kind.MEMORY, List.of(), null, bill));
    apply(new EventData.ValueRecorded(TASK, Kind.MEMORY, List.of(), "no store", null));
    assertThat(fold.usage().inputTokens()).isEqualTo(7);
    assertThat(fold.costUsd()).isEqualByComparingTo("0.01");
  }

  @Test
  void waits_areShown_untilTheChatGoesOnOrEndsOrLeavesItsNode() {
    var one = TASK.attempt(1).turn(1).chat();
    var two = StepPath.task("b").attempt(1).turn(1).chat();
    apply(new EventData.ChatWaiting(one, 1, "openai", ChatWait.Reason.SLOT));
    apply(new EventData.ChatWaiting(one, 1, "openai", ChatWait.Reason.RETRY));
    apply(new EventData.ChatWaiting(two, 1, "google", ChatWait.Reason.RATE_LIMIT));
    assertThat(fold.execution().waitingFor())
        .extracting(WaitingFor::path, WaitingFor::why, WaitingFor::provider)
        .containsExactly(
            tuple(one, ChatWait.Reason.RETRY, "openai"),
            tuple(two, ChatWait.Reason.RATE_LIMIT, "google"));
    apply(new EventData.ChatResumed(one, 1));
    assertThat(fold.execution().waitingFor()).extracting(WaitingFor::path).containsExactly(two);
    apply(new EventData.ExecutionReleased("drain"));
    assertThat(fold.execution().waitingFor()).isEmpty();
  }

  @Test
  void waiting_forPeople_putsOffTheDeadlineAndIsDueAtTheFirstExpiry() {
    var one = TASK.confirm();
    var two = StepPath.task("b").confirm();
    apply(new EventData.ExecutionStarted("n", 1));
    assertThat(fold.due()).isEqualTo(fold.execution().accepted().deadline());
    apply(new EventData.InputRequested(one, question(600)));
    apply(new EventData.InputRequested(two, question(60)));
    assertThat(fold.due()).isEqualTo(fold.deadline());
    var asked = fold.execution().questions();
    assertThat(asked).extracting(OpenQuestion::path).containsExactly(one, two);

    apply(new EventData.ExecutionReleased(EventData.ExecutionReleased.WAITING));
    var parkedAt = fold.lastAt();
    assertThat(fold.status()).isEqualTo(Status.WAITING);
    assertThat(fold.due()).isEqualTo(asked.get(1).expiresAt());
    apply(new EventData.ExecutionResumed("m", 2));

    var waited = Duration.between(parkedAt, fold.lastAt());
    assertThat(waited).isPositive();
    assertThat(fold.deadline()).isEqualTo(fold.execution().accepted().deadline().plus(waited));
    assertThat(fold.execution().deadline()).isEqualTo(fold.deadline());
    assertThat(fold.due()).isEqualTo(fold.deadline());
  }

  @Test
  void questions_areOpenUntilTheyAreAnsweredOrExpireOrTheirTaskOrAllEnds() {
    var paths =
        List.of(TASK.confirm(), TASK.ask(), StepPath.task("b").ask(), StepPath.task("c").ask());
    paths.forEach(path -> apply(new EventData.InputRequested(path, question(60))));

    apply(
        new EventData.InputReceived(
            paths.get(0), Answer.Decision.APPROVED, "", "bob", Draft.START));
    apply(new EventData.TimerFired(paths.get(1), EventData.TimerFired.EXPIRY));
    assertThat(fold.question(paths.get(0))).isNull();
    assertThat(fold.question(paths.get(1))).isNull();
    apply(new EventData.TaskCompleted(StepPath.task("b"), "b", "clerk", "Done"));
    assertThat(fold.execution().questions())
        .extracting(OpenQuestion::path)
        .containsExactly(paths.get(3));
    apply(new EventData.ExecutionCancelled("ann", Usage.NONE, null));
    assertThat(fold.execution().questions()).isEmpty();
  }

  private static Question question(int seconds) {
    return new Question(
        Question.Kind.APPROVAL, "Well?", null, List.of(), null, Duration.ofSeconds(seconds));
  }

  @Test
  void tasks_followTheirNotes_inTheOrderOfTheirFirst() {
    apply(new EventData.TaskStarted(TASK.started(), "reply", "clerk"));
    assertThat(fold.execution().tasks())
        .extracting(TaskState::status)
        .containsExactly(Progress.RUNNING);
    apply(new EventData.TaskStarted(StepPath.task("b").started(), "b", "clerk"));
    apply(new EventData.TaskCompleted(TASK, "reply", "clerk", "Done"));
    apply(new EventData.TaskFailed(StepPath.task("b"), "b", "clerk", Outcome.TOOL_ERROR, "broke"));
    apply(new EventData.TaskSkipped(StepPath.task("c"), "c", "clerk", "b failed"));
    var tasks = fold.execution().tasks();
    assertThat(tasks).extracting(TaskState::task).containsExactly("reply", "b", "c");
    assertThat(tasks)
        .extracting(TaskState::status)
        .containsExactly(Progress.COMPLETED, Progress.FAILED, Progress.SKIPPED);
    assertThat(tasks.get(0).output()).isEqualTo("Done");
    assertThat(tasks.get(0).startedAt()).isNotNull();
    assertThat(tasks.get(1).detail()).isEqualTo("broke");
    assertThat(tasks.get(1).outcome()).isEqualTo(Outcome.TOOL_ERROR);
  }

  @Test
  void chats_addWhatTheyUsed_failedOnesToo() {
    apply(failed(bill(USED, new BigDecimal("0.01"))));
    apply(failed(bill(USED, new BigDecimal("0.02"))));
    assertThat(fold.usage()).isEqualTo(USED.plus(USED));
    assertThat(fold.costUsd()).isEqualByComparingTo("0.03");
  }

  @Test
  void cost_isUnknown_onceAModelWithoutAPriceWasUsed() {
    apply(failed(bill(Usage.NONE, null)));
    assertThat(fold.costUsd()).isEqualByComparingTo("0");
    apply(failed(bill(USED, null)));
    apply(failed(bill(USED, BigDecimal.ONE)));
    assertThat(fold.costUsd()).isNull();
  }

  @Test
  void stepsAndTimers_changeNothingButTheSeq() {
    var before = fold.summary();
    var tool = TASK.attempt(1).turn(1).tool(0);
    apply(new EventData.ChatStarted(CHAT, 1, "clerk", "p", "m"));
    apply(new EventData.ToolStarted(tool, new ToolCall("1", "mail", "{}")));
    apply(new EventData.ToolCompleted(tool, "sent"));
    apply(new EventData.ToolFailed(tool, "no"));
    apply(new EventData.ToolUnknown(tool, "perhaps"));
    apply(new EventData.TimerFired(TASK, EventData.TimerFired.TIME_LIMIT));
    apply(new EventData.CancelRequested("ann", null));
    apply(new EventData.OutputRejected(TASK, "too short"));
    apply(new EventData.Unrecognized("later.event", Json.MAPPER.createObjectNode()));
    var after = fold.summary();
    assertThat(after.lastSeq()).isEqualTo(before.lastSeq() + 9);
    assertThat(after).usingRecursiveComparison().ignoringFields("lastSeq").isEqualTo(before);
  }

  @Test
  void eventOfANewerServer_marksTheJournalAsItsOwn() {
    apply(new EventData.CancelRequested("ann", null));
    assertThat(fold.isOfNewerServer()).isFalse();

    apply(new EventData.Unrecognized("later.event", Json.MAPPER.createObjectNode()));

    assertThat(fold.isOfNewerServer()).isTrue();
  }

  @Test
  void terminal_endsIt() {
    apply(new EventData.ExecutionCompleted("42", USED, null));
    assertThat(fold.execution().output()).isEqualTo("42");
    assertThat(fold.execution().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(fold.status().ended()).isTrue();
    assertThat(fold.execution().endedAt()).isEqualTo(fold.lastAt());
  }

  @Test
  void terminal_failedOrCancelled_saysWhy() {
    apply(new EventData.ExecutionFailed(Outcome.NO_PROGRESS, "in circles", USED, null));
    assertThat(fold.status()).isEqualTo(Status.FAILED);
    assertThat(fold.execution().output()).isEqualTo("in circles");
    var other = ExecutionFold.of(draft.events());
    other.apply(
        new Event(2, draft.createdAt(), new EventData.ExecutionCancelled("ann", USED, null)));
    assertThat(other.status()).isEqualTo(Status.CANCELLED);
    assertThat(other.execution().output()).isEqualTo("cancelled by ann");
  }

  @Test
  void eventsThatCannotFollow_areRefused() {
    var accepted = draft.events().getFirst().data();
    assertThatThrownBy(() -> fold.apply(new Event(4, draft.createdAt(), accepted)))
        .hasMessage("event 4 follows 1");
    assertThatThrownBy(() -> apply(accepted)).hasMessageContaining("accepted twice");
    var cancel = new Event(1, draft.createdAt(), new EventData.CancelRequested("ann", null));
    assertThatThrownBy(() -> ExecutionFold.of(List.of(cancel)))
        .hasMessageContaining("not execution.accepted");
  }

  private void apply(EventData data) {
    fold.apply(new Event(fold.lastSeq() + 1, fold.lastAt().plusMillis(1), data));
  }

  private static EventData failed(Bill bill) {
    return new EventData.ChatFailed(CHAT, 1, ChatFailure.TIMEOUT, "late", bill);
  }

  private static Bill bill(Usage usage, @Nullable BigDecimal cost) {
    return new Bill("p", "m", usage, cost);
  }
}
