package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;
import static dev.rcrewai.execution.EventData.TimerFired.BACKOFF;
import static dev.rcrewai.execution.EventData.TimerFired.TIME_LIMIT;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failed;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Progress.Open;
import dev.rcrewai.engine.Prompts.Heard;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.OutputRejected;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One task: what people say before it, then attempts until there is an answer that they accept,
 * within the agent's time limit.
 */
record TaskRun(Plan plan, Recorded recorded, Desk desk) {
  /** The longest pause before another attempt, in seconds. */
  static final int BACKOFF_MAX = 30;

  TaskRun(Plan plan, Recorded recorded) {
    this(plan, recorded, new Desk(recorded));
  }

  /** What became of an attempt's answer. */
  private sealed interface Verdict {
    record Accepted(String answer) implements Verdict {}

    record Rejected(Answered answer, String feedback) implements Verdict {}
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
    var context = new ArrayList<TaskCompleted>();
    for (var name : task.context()) {
      switch (results.get(name)) {
        case null -> {
          return new Needs<>(List.of(), List.of());
        }
        case TaskCompleted completed -> context.add(completed);
        case TaskFailed _ -> {
          return skip(task, Details.needed(name, "failed"));
        }
        case TaskSkipped _ -> {
          return skip(task, Details.needed(name, "was skipped"));
        }
      }
    }
    var started = StepPath.task(task.name()).started();
    if (!recorded.isRecorded(started)) {
      return needs(new NoteStep(new TaskStarted(started, task.name(), lead(task).name())));
    }
    return close(task, work(task, context));
  }

  /** It does not begin, since that one failed; or how it ended before. */
  Progress<TaskClosed> stop(Task task, TaskFailed failed) {
    var closed = recorded.closed(task.name());
    return closed == null ? skip(task, Details.stopped(failed.task())) : done(closed);
  }

  private Progress<TaskClosed> close(Task task, Progress<String> work) {
    return switch (work) {
      case Needs<String> needs -> needs.as();
      case Done(var answer) ->
          close(new TaskCompleted(closed(task), task.name(), lead(task).name(), answer));
      case Failed(var outcome, var detail) -> fail(task, outcome, detail);
      case Interrupted(_, var detail) ->
          fail(task, Outcome.PROVIDER_ERROR, Details.exhausted(detail, attemptsMax(task)));
    };
  }

  private Progress<TaskClosed> fail(Task task, Outcome outcome, String detail) {
    return close(new TaskFailed(closed(task), task.name(), lead(task).name(), outcome, detail));
  }

  private Progress<TaskClosed> skip(Task task, String reason) {
    return close(new TaskSkipped(closed(task), task.name(), lead(task).name(), reason));
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
            .then(heard -> attempts(task, author(task, context, heard), path));
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
    int attemptsMax = attemptsMax(task);
    for (int n = 1; ; n++) {
      var progress = attempt(task, author, path.attempt(n));
      boolean another = n < attemptsMax;
      switch (progress) {
        case Interrupted(var chat, _) when another -> {
          var next = path.attempt(n + 1);
          if (!recorded.fired(next, BACKOFF)) {
            return needs(new Timer(next, BACKOFF, recorded.at(chat).plus(pauseAfter(n))));
          }
        }
        case Done(Verdict.Rejected(var answer, var feedback)) when another ->
            author.revise(answer, feedback);
        case Done(Verdict.Rejected(_, var feedback)) -> {
          return failed(Outcome.OUTPUT_REJECTED, Details.rejected(feedback, attemptsMax));
        }
        case Done(Verdict.Accepted(var answer)) -> {
          return done(answer);
        }
        case Open<Verdict> open -> {
          return open.as();
        }
      }
    }
  }

  private Progress<Verdict> attempt(Task task, Author author, StepPath path) {
    return author.attempt(path).then(answer -> review(task, answer, path));
  }

  private Progress<Verdict> review(Task task, Answered answer, StepPath path) {
    var human = task.humanInput();
    if (human == null || human.review() == null) {
      return done(new Verdict.Accepted(answer.text()));
    }
    var words = human.review();
    return desk.ask(path.review(), () -> inquiry(task).review(words, answer.text()))
        .then(said ->
            switch (said.decision()) {
              case APPROVED -> done(new Verdict.Accepted(answer.text()));
              case REVISE -> reject(answer, said.text(), path);
              case REJECTED, ANSWERED ->
                  failed(Outcome.INPUT_REJECTED, Details.refused("its answer", said));
            });
  }

  private Progress<Verdict> reject(Answered answer, String feedback, StepPath path) {
    return recorded.isRecorded(path.rejected())
        ? done(new Verdict.Rejected(answer, feedback))
        : needs(new NoteStep(new OutputRejected(path.rejected(), feedback)));
  }

  private Inquiry inquiry(Task task) {
    return new Inquiry(plan, task);
  }

  /** Who answers the task, before the first word. */
  private Author author(Task task, List<TaskCompleted> context, Optional<Heard> heard) {
    return Author.of(
        new AgentLoop(recorded, desk, new Conversations(plan, task)),
        (agent, tools) -> Prompts.opening(agent, task, tools, context, plan.inputs(), heard));
  }

  private Agent lead(Task task) {
    return plan.crew().crew().lead(task);
  }

  private int attemptsMax(Task task) {
    var retries = plan.maxRetries() != null ? plan.maxRetries() : task.maxRetries();
    return 1 + (retries != null ? retries : plan.crew().maxRetries());
  }

  /** 2 s, 4 s, 8 s and so on, up to the longest. */
  private static Duration pauseAfter(int attempt) {
    return Duration.ofSeconds(Math.min(1L << Math.min(attempt, 10), BACKOFF_MAX));
  }
}
