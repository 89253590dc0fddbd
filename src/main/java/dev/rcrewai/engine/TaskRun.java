package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;
import static dev.rcrewai.execution.EventData.TimerFired.BACKOFF;
import static dev.rcrewai.execution.EventData.TimerFired.TIME_LIMIT;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Condition;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Brief.Heard;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failed;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Progress.Open;
import dev.rcrewai.engine.Review.Verdict;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task: what people say before it, then attempts until there is an answer that they accept,
 * within the agent's time limit.
 */
record TaskRun(Plan plan, Recorded recorded, CrewPlan plans, Desk desk) {
  /** The longest pause before another attempt, in seconds. */
  static final int BACKOFF_MAX = 30;

  TaskRun(Plan plan, Recorded recorded, CrewPlan plans) {
    this(plan, recorded, plans, new Desk(recorded));
  }

  /**
   * started → attempts → closed. Once closed, nothing below the task is looked at again.
   *
   * @param results of the tasks before it, as far as they have one
   * @return its result or what it needs; needs nothing where its turn has not come
   */
  Progress<TaskClosed> run(Task task, Map<String, TaskClosed> results) {
    var closed = recorded.closed(task.name());
    if (closed != null) {
      return done(closed);
    }
    return switch (Needed.by(plan, task, results)) {
      case Needed.Waiting _ -> new Needs<>(List.of(), List.of());
      case Needed.Lacking(var why) -> skip(task, why, null);
      case Needed.Ready ready -> begun(task, ready);
    };
  }

  /** What was once begun is gone on with, whatever its condition says now. */
  private Progress<TaskClosed> begun(Task task, Needed.Ready needed) {
    var started = StepPath.task(task.name()).started();
    if (recorded.isRecorded(started)) {
      return close(task, work(task, needed.context()));
    }
    return switch (needed.condition().get()) {
      case Condition.Holds _ ->
          needs(new NoteStep(new TaskStarted(started, task.name(), lead(task).name())));
      case Condition.DoesNot _ ->
          skip(task, Details.conditionDoesNotHold(expression(task)), expression(task));
      case Condition.Unknowable(var why) ->
          fail(task, Outcome.OUTPUT_REJECTED, Details.conditionFailed(expression(task), why));
    };
  }

  private static String expression(Task task) {
    return Objects.requireNonNullElse(task.condition(), "");
  }

  /** It does not begin, since that one failed; or how it ended before. */
  Progress<TaskClosed> stop(Task task, TaskFailed failed) {
    var closed = recorded.closed(task.name());
    return closed == null ? skip(task, Details.stopped(failed.task()), null) : done(closed);
  }

  private Progress<TaskClosed> close(Task task, Progress<String> work) {
    return switch (work) {
      case Needs<String> needs -> needs.as();
      case Done(var answer) ->
          close(new TaskCompleted(closed(task), task.name(), lead(task).name(), answer));
      case Failed(var outcome, var detail) -> fail(task, outcome, detail);
      case Interrupted(_, var detail) ->
          fail(
              task,
              Outcome.PROVIDER_ERROR,
              Details.exhausted(detail, Attempts.of(plan, task).max()));
    };
  }

  private Progress<TaskClosed> fail(Task task, Outcome outcome, String detail) {
    return close(new TaskFailed(closed(task), task.name(), lead(task).name(), outcome, detail));
  }

  private Progress<TaskClosed> skip(Task task, String reason, @Nullable String condition) {
    return close(new TaskSkipped(closed(task), task.name(), lead(task).name(), reason, condition));
  }

  private static Progress<TaskClosed> close(TaskClosed end) {
    return needs(new NoteStep(end));
  }

  private static StepPath closed(Task task) {
    return StepPath.task(task.name()).closed();
  }

  /** The attempts, while the agent has time for this task; it has none to spare for people. */
  private Progress<String> work(Task task, List<TaskCompleted> context) {
    var agent = lead(task);
    var path = StepPath.task(task.name());
    var limit = agent.executionTimeMax();
    if (limit != null && recorded.fired(path, TIME_LIMIT)) {
      return failed(Outcome.DEADLINE_EXCEEDED, Details.outOfTime(agent, limit));
    }
    var progress =
        confirm(task, path)
            .then(_ -> ask(task, path))
            .then(heard -> attempts(task, author(task, context, heard), path))
            .then(answer -> new FileLoop(plan, recorded).write(task, answer));
    var pause = recorded.pause(task.name());
    return limit == null || pause.lasts()
        ? progress
        : progress.within(
            new Timer(
                path, TIME_LIMIT, recorded.at(path.started()).plus(limit).plus(pause.total())));
  }

  private Progress<Boolean> confirm(Task task, StepPath path) {
    var human = task.humanInput();
    if (human == null || human.confirm() == null) {
      return done(true);
    }
    var words = human.confirm();
    return desk.ask(path.confirm(), () -> inquiry(task).confirm(words))
        .then(answer ->
            answer.decision() == Decision.APPROVED
                ? done(true)
                : failed(Outcome.INPUT_REJECTED, Details.refused("to begin", answer)));
  }

  /** What people were asked and said, for the prompt; empty where nobody was asked. */
  private Progress<Optional<Heard>> ask(Task task, StepPath path) {
    var human = task.humanInput();
    if (human == null || human.ask() == null) {
      return done(Optional.empty());
    }
    var question = inquiry(task).ask(human.ask());
    return desk.ask(path.ask(), () -> question)
        .then(answer -> done(Optional.of(new Heard(question.text(), answer.text()))));
  }

  /**
   * A later attempt continues the conversations, so that no tool has to run a second time. One that
   * was cut short is repeated after a pause; one whose answer was not accepted goes on at once.
   */
  private Progress<String> attempts(Task task, Author author, StepPath path) {
    var bound = Attempts.of(plan, task);
    var review = new Review(plan, task, recorded, desk, agents(task));
    int rejections = 0;
    Progress<Answered> standing = null;
    for (int n = 1; ; n++) {
      var here = path.attempt(n);
      var answer = standing == null ? author.attempt(here) : standing;
      standing = null;
      boolean another = n < bound.max();
      switch (answer.then(said -> review.of(said, here))) {
        case Interrupted(var chat, _) when another -> {
          var pause = pause(path, n, chat);
          if (pause != null) {
            return pause;
          }
        }
        case Done(Verdict.Unjudged(var said, var chat, var why)) -> {
          var pause = another ? pause(path, n, chat) : new Interrupted<String>(chat, why);
          if (pause != null) {
            return pause;
          }
          standing = done(said);
        }
        case Done(Verdict.Rejected rejected) -> {
          rejections += rejected.by() == null ? 0 : 1;
          if (!another || rejections > bound.rejectionsMax()) {
            return failed(Outcome.OUTPUT_REJECTED, Details.rejected(rejected.feedback(), n));
          }
          author.revise(rejected);
        }
        case Done(Verdict.Accepted(var text)) -> {
          return done(text);
        }
        case Open<Verdict> open -> {
          return open.as();
        }
      }
    }
  }

  /** The pause before the attempt after the n-th, which ended with this chat; null once over. */
  private @Nullable Progress<String> pause(StepPath path, int n, StepPath chat) {
    var next = path.attempt(n + 1);
    return recorded.fired(next, BACKOFF)
        ? null
        : needs(new Timer(next, BACKOFF, recorded.at(chat).plus(pauseAfter(n))));
  }

  private Inquiry inquiry(Task task) {
    return new Inquiry(plan, task);
  }

  private AgentLoop agents(Task task) {
    return new AgentLoop(recorded, desk, new Conversations(plan, task));
  }

  /** Who answers the task, before the first word. */
  private Author author(Task task, List<TaskCompleted> context, Optional<Heard> heard) {
    var schema = plan.compiled().task(task.name()).schema();
    var brief = new Brief(task, context, heard, plans, schema, Attachments.of(task, plan.inputs()));
    return Author.of(
        agents(task),
        () -> RecallPrompts.subject(brief, plan.inputs()),
        (agent, tools) -> Prompts.opening(agent, tools, plan, brief));
  }

  private Agent lead(Task task) {
    return plan.crew().crew().lead(task);
  }

  /** 2 s, 4 s, 8 s and so on, up to the longest. */
  private static Duration pauseAfter(int attempt) {
    return Duration.ofSeconds(Math.min(1L << Math.min(attempt, 10), BACKOFF_MAX));
  }
}
