package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolStarted;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InheritanceTest {
  private static final StepPath X = StepPath.task("x");
  private static final StepPath TURN_1 = X.attempt(1).turn(1);
  private static final StepPath TURN_2 = X.attempt(1).turn(2);
  private static final StepPath AGAIN = X.attempt(2).turn(1);
  private static final Bill FREE = new Bill("openai", "gpt", Usage.NONE, BigDecimal.ZERO);
  private static final Bill PAID =
      new Bill("openai", "gpt", new Usage(10, 0, 5, 0), new BigDecimal("0.1"));

  private static final EventData STARTED = new TaskStarted(X.started(), "x", "a");
  private static final EventData ASKED = new ChatStarted(TURN_1.chat(), 1, "a", "openai", "gpt");
  private static final EventData MAILS =
      new ToolStarted(TURN_1.tool(0), new ToolCall("1", "m", ""));
  private static final EventData MAILED = new ToolCompleted(TURN_1.tool(0), "sent");

  @Test
  void completedTask_isTakenOverWholeWithoutItsFailuresAndForFree() {
    var done = new TaskCompleted(X.closed(), "x", "a", "answer");

    assertThat(
            inherited(
                STARTED,
                ASKED,
                answered(TURN_1.chat(), PAID),
                MAILS,
                MAILED,
                failed(TURN_2.chat(), PAID),
                new TimerFired(X.attempt(2), "backoff"),
                answered(AGAIN.chat(), PAID),
                done,
                ended(Outcome.PROVIDER_ERROR)))
        .containsExactly(
            STARTED,
            answered(TURN_1.chat(), FREE),
            MAILS,
            MAILED,
            answered(AGAIN.chat(), FREE),
            done);
  }

  @Test
  void values_areTakenOverForFree_andWhatATaskTaughtOnlyWhereItWasCompleted() {
    var recalled = value(X.attempt(1).memory(), Kind.MEMORY, null, PAID);
    var kept = value(StepPath.remember("x"), Kind.REMEMBERED, null, PAID);
    var done = new TaskCompleted(X.closed(), "x", "a", "answer");
    var failed = new TaskFailed(X.closed(), "x", "a", Outcome.PROVIDER_ERROR, "away");

    assertThat(inherited(STARTED, recalled, answered(TURN_1.chat(), PAID), done, kept))
        .containsExactly(
            STARTED,
            value(X.attempt(1).memory(), Kind.MEMORY, null, FREE),
            answered(TURN_1.chat(), FREE),
            done,
            value(StepPath.remember("x"), Kind.REMEMBERED, null, FREE));
    assertThat(inherited(STARTED, recalled, answered(TURN_1.chat(), PAID), failed, kept))
        .containsExactly(
            value(X.attempt(1).memory(), Kind.MEMORY, null, FREE), answered(TURN_1.chat(), FREE));
  }

  @Test
  void valuesThatCouldNotBeHad_stayWithoutIt_whereTheWorkWentOn() {
    var answered = answered(TURN_1.chat(), FREE);
    var forgotten = value(X.attempt(1).memory(), Kind.MEMORY, RecallResult.Failed.STOPPED, FREE);
    var unread = value(X.attempt(1).knowledge(), Kind.KNOWLEDGE, "no store", FREE);
    var stopped =
        value(X.attempt(1).knowledge(), Kind.KNOWLEDGE, "stopped before it was done", FREE);

    assertThat(inherited(forgotten, unread, stopped, answered))
        .containsExactly(forgotten, unread, answered);
  }

  private static EventData value(StepPath path, Kind kind, @Nullable String failure, Bill bill) {
    return new ValueRecorded(path, kind, List.of(), failure, bill);
  }

  @Test
  void taskThatFailedForNow_goesOnAfterItsLastStep() {
    assertThat(
            inherited(
                STARTED,
                answered(TURN_1.chat(), PAID),
                MAILS,
                MAILED,
                failed(TURN_2.chat(), PAID),
                new TimerFired(X.attempt(2), "backoff"),
                failed(AGAIN.chat(), PAID),
                failed(Outcome.PROVIDER_ERROR),
                ended(Outcome.PROVIDER_ERROR)))
        .containsExactly(answered(TURN_1.chat(), FREE), MAILS, MAILED);
  }

  @Test
  void runOfAFlow_whoseOwnCallFailed_callsAgain() {
    var run = StepPath.task("a.1");
    var calls = new ToolStarted(run.tool(0), new ToolCall("flow", "m", "{}"));

    assertThat(
            inherited(
                new TaskStarted(run.started(), "a.1", "m"),
                calls,
                new ToolFailed(run.tool(0), "no net"),
                new TaskFailed(run.closed(), "a.1", "m", Outcome.TOOL_ERROR, "no net"),
                ended(Outcome.TOOL_ERROR)))
        .isEmpty();
  }

  @Test
  void runOfAFlow_whoseOwnCallIsInDoubt_doesNotCallAgain() {
    var run = StepPath.task("a.1");
    var calls = new ToolStarted(run.tool(0), new ToolCall("flow", "m", "{}"));
    var doubt = new ToolUnknown(run.tool(0), "timed out");

    assertThat(
            inherited(
                calls,
                doubt,
                new TaskFailed(run.closed(), "a.1", "m", Outcome.TOOL_ERROR, "timed out"),
                ended(Outcome.TOOL_ERROR)))
        .containsExactly(calls, doubt);
  }

  @Test
  void runOfAFlow_thatFailedAndWasMadeUpFor_staysFailed() {
    var run = StepPath.task("a.1");
    var started = new TaskStarted(run.started(), "a.1", "m");
    var calls = new ToolStarted(run.tool(0), new ToolCall("flow", "m", "{}"));
    var noNet = new ToolFailed(run.tool(0), "no net");
    var failed = new TaskFailed(run.closed(), "a.1", "m", Outcome.TOOL_ERROR, "no net", "broken");

    assertThat(inherited(started, calls, noNet, failed, ended(Outcome.TOOL_ERROR)))
        .containsExactly(started, calls, noNet, failed);
  }

  /** Otherwise the mail of the second attempt would be sent again. */
  @Test
  void taskThatFailedForNow_stepsOfALaterAttempt_keepTheFailureBeforeThem() {
    var backoff = new TimerFired(X.attempt(2), "backoff");
    var mails = new ToolStarted(AGAIN.tool(0), new ToolCall("1", "m", ""));

    assertThat(
            inherited(
                failed(TURN_1.chat(), PAID),
                backoff,
                answered(AGAIN.chat(), PAID),
                mails,
                new ToolUnknown(AGAIN.tool(0), "timed out"),
                failed(X.attempt(2).turn(2).chat(), PAID),
                failed(Outcome.PROVIDER_ERROR),
                ended(Outcome.PROVIDER_ERROR)))
        .containsExactly(
            failed(TURN_1.chat(), FREE),
            backoff,
            answered(AGAIN.chat(), FREE),
            mails,
            new ToolUnknown(AGAIN.tool(0), "timed out"));
  }

  /** Otherwise the retry would end as its predecessor did, before it has begun. */
  @Test
  void chatsSideBySide_oneThatWasStopped_isAskedAgainThoughOthersAnsweredAfterIt() {
    var stopped =
        new ChatFailed(X.attempt(1).proposal(0), 1, ChatFailure.ABORTED, "deadline", PAID);
    var other = X.attempt(1).proposal(1).turn(1).chat();

    assertThat(inherited(STARTED, stopped, answered(other, PAID), ended(Outcome.DEADLINE_EXCEEDED)))
        .containsExactly(answered(other, FREE));
  }

  @Test
  void taskOutOfTime_toolThatCameLate_isTakenOverButNotTheTimer() {
    assertThat(
            inherited(
                STARTED,
                answered(TURN_1.chat(), PAID),
                MAILS,
                new TimerFired(X, "time_limit"),
                failed(Outcome.DEADLINE_EXCEEDED),
                MAILED,
                ended(Outcome.DEADLINE_EXCEEDED)))
        .containsExactly(answered(TURN_1.chat(), FREE), MAILS, MAILED);
  }

  @Test
  void openTask_toolWithoutResult_staysBegun() {
    assertThat(
            inherited(
                STARTED, answered(TURN_1.chat(), PAID), MAILS, ended(Outcome.DEADLINE_EXCEEDED)))
        .containsExactly(answered(TURN_1.chat(), FREE), MAILS);
  }

  @Test
  void taskThatFailedForNow_keepsWhatPeopleSaidAndAsksTheRestAgain() {
    var question =
        new Question(Question.Kind.APPROVAL, "Well?", null, List.of(), null, Duration.ofDays(1));
    var asks = new InputRequested(X.confirm(), question);
    var approved = new InputReceived(X.confirm(), Decision.APPROVED, "", "bob", Instant.EPOCH);
    var review = new InputRequested(X.attempt(1).review(), question);

    assertThat(
            inherited(
                STARTED,
                asks,
                approved,
                answered(TURN_1.chat(), PAID),
                review,
                failed(Outcome.DEADLINE_EXCEEDED),
                ended(Outcome.DEADLINE_EXCEEDED)))
        .containsExactly(asks, approved, answered(TURN_1.chat(), FREE));
  }

  @Test
  void taskThatPeopleRejected_asksThemAgain() {
    var rejected = new InputReceived(X.confirm(), Decision.REJECTED, "", "bob", Instant.EPOCH);

    assertThat(
            inherited(
                STARTED, rejected, failed(Outcome.INPUT_REJECTED), ended(Outcome.INPUT_REJECTED)))
        .isEmpty();
  }

  @Test
  void taskThatWouldFailAgain_beginsAnew() {
    assertThat(
            inherited(
                STARTED,
                answered(TURN_1.chat(), PAID),
                failed(Outcome.NO_PROGRESS),
                new TaskSkipped(StepPath.task("y").closed(), "y", "a", "x failed"),
                ended(Outcome.NO_PROGRESS)))
        .isEmpty();
  }

  @Test
  void answerThatCouldNotBeWritten_isWrittenAnew() {
    var chat = answered(TURN_1.chat(), PAID);
    var file = new ToolCall("file", "output_file", "{}");

    assertThat(
            inherited(
                STARTED,
                chat,
                new ToolStarted(X.file(1), file),
                new EventData.ToolFailed(X.file(1), "the disk is full"),
                failed(Outcome.TOOL_ERROR),
                ended(Outcome.TOOL_ERROR)))
        .containsExactly(answered(TURN_1.chat(), FREE));
  }

  @Test
  void openTask_ofAServerThatFailed_beginsAnew() {
    assertThat(inherited(STARTED, answered(TURN_1.chat(), PAID), ended(Outcome.INTERNAL_ERROR)))
        .isEmpty();
  }

  @Test
  void eventsOfTheExecutionItself_areNotTakenOver() {
    assertThat(
            inherited(
                new EventData.ExecutionStarted("n", 1),
                new EventData.CancelRequested("ann", null),
                new EventData.ExecutionCancelled("ann", Usage.NONE, null)))
        .isEmpty();
  }

  private static List<EventData> inherited(EventData... journal) {
    var events = new ArrayList<Event>();
    for (var data : journal) {
      events.add(new Event(events.size() + 1, Instant.EPOCH, data));
    }
    return Inheritance.of(events);
  }

  private static EventData answered(StepPath path, Bill bill) {
    return new ChatCompleted(path, 1, new Answered("Hi", FinishReason.STOP, null), bill);
  }

  private static EventData failed(StepPath path, Bill bill) {
    return new ChatFailed(path, 1, ChatFailure.SERVER, "oops", bill);
  }

  private static EventData failed(Outcome outcome) {
    return new TaskFailed(X.closed(), "x", "a", outcome, "oops");
  }

  private static EventData ended(Outcome outcome) {
    return new EventData.ExecutionFailed(outcome, "oops", Usage.NONE, null);
  }
}
