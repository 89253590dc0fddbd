package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;
import static dev.rcrewai.execution.EventData.TimerFired.BACKOFF;
import static dev.rcrewai.execution.EventData.TimerFired.TIME_LIMIT;

import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failed;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One task: attempts until there is an answer, within the agent's time limit. */
record TaskRun(Plan plan, Recorded recorded, AgentLoop agents) {
  /** The longest pause before another attempt, in seconds. */
  static final int BACKOFF_MAX = 30;

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
      return needs(new NoteStep(new TaskStarted(started, task.name(), task.agent())));
    }
    return close(task, work(task, context));
  }

  private Progress<TaskClosed> close(Task task, Progress<String> work) {
    return switch (work) {
      case Needs<String> needs -> needs.as();
      case Done(var answer) ->
          close(new TaskCompleted(closed(task), task.name(), task.agent(), answer));
      case Failed(var outcome, var detail) -> fail(task, outcome, detail);
      case Interrupted(_, var detail) ->
          fail(task, Outcome.PROVIDER_ERROR, Details.exhausted(detail, attemptsMax(task)));
    };
  }

  private static Progress<TaskClosed> fail(Task task, Outcome outcome, String detail) {
    return close(new TaskFailed(closed(task), task.name(), task.agent(), outcome, detail));
  }

  private static Progress<TaskClosed> skip(Task task, String reason) {
    return close(new TaskSkipped(closed(task), task.name(), task.agent(), reason));
  }

  private static Progress<TaskClosed> close(TaskClosed end) {
    return needs(new NoteStep(end));
  }

  private static StepPath closed(Task task) {
    return StepPath.task(task.name()).closed();
  }

  /** The attempts, while the agent has time for this task. */
  private Progress<String> work(Task task, List<TaskCompleted> context) {
    var agent = plan.crew().crew().agent(task.agent());
    var path = StepPath.task(task.name());
    var limit = agent.executionTimeMax();
    if (limit == null) {
      return attempts(task, conversation(task, context), path);
    }
    if (recorded.fired(path, TIME_LIMIT)) {
      return failed(Outcome.DEADLINE_EXCEEDED, Details.outOfTime(agent, limit));
    }
    var end = recorded.at(path.started()).plus(limit);
    return attempts(task, conversation(task, context), path)
        .within(new Timer(path, TIME_LIMIT, end));
  }

  /** A later attempt continues the conversation, so that no tool has to run a second time. */
  private Progress<String> attempts(Task task, Conversation talk, StepPath path) {
    int attemptsMax = attemptsMax(task);
    var progress = agents.converse(talk, path.attempt(1));
    for (int n = 1; n < attemptsMax && progress instanceof Interrupted(var chat, _); n++) {
      var next = path.attempt(n + 1);
      if (!recorded.fired(next, BACKOFF)) {
        return needs(new Timer(next, BACKOFF, recorded.at(chat).plus(pauseAfter(n))));
      }
      progress = agents.converse(talk, next);
    }
    return progress;
  }

  private Conversation conversation(Task task, List<TaskCompleted> context) {
    var agent = plan.crew().crew().agent(task.agent());
    var model = Objects.requireNonNull(plan.crew().models().get(agent.name()));
    var tools = Toolbox.of(plan.crew(), agent, task);
    return new Conversation(
        agent,
        model,
        plan.crew().fallbackOf(agent.name()),
        tools,
        () -> Prompts.opening(agent, task, tools, context, plan.inputs()));
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
