package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failure;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From what is recorded to what is missing. Pure: no clock, no threads, no I/O, no randomness; the
 * same arguments always give an equal answer. It walks the crew from the top, looks each step up by
 * its path and stops where one is not there yet, as a build tool does with targets.
 *
 * <p>Recording a result removes its own step from what is missing and adds what follows from it.
 * Only the end of a task removes more: with a fired {@code time_limit}, what is in flight below the
 * task is no longer missing, and only the note that it failed is.
 */
public final class Engine {
  private static final int NOTES_OF_TASK = 3;

  private Engine() {}

  /**
   * What is missing now, or how the execution ended.
   *
   * @throws IllegalArgumentException where a prompt needs an input that the plan does not have
   */
  public static Next next(Course course, Recorded recorded) {
    return switch (course) {
      case Plan plan -> crew(plan, recorded);
      case FlowPlan plan -> new FlowRun(plan, recorded).next();
    };
  }

  private static Next crew(Plan plan, Recorded recorded) {
    var steps = new ArrayList<>(new Remembering(plan, recorded).missing());
    return switch (CrewPlan.of(plan, recorded)) {
      case Done(var plans) -> next(plan.crew().crew(), new TaskRun(plan, recorded, plans), steps);
      case Needs(var missing, var moments) -> {
        steps.addAll(missing);
        yield new Next.Missing(steps, moments);
      }
      case Failure<CrewPlan> failure ->
          throw new IllegalStateException("a crew goes on without a plan: " + failure);
    };
  }

  /** Adds what tasks need to the steps, which are missing beside them. */
  private static Next next(Crew crew, TaskRun tasks, List<Step> steps) {
    var results = new LinkedHashMap<String, TaskClosed>();
    var timers = new ArrayList<Timer>();
    for (var phase : Phases.of(crew)) {
      var stoppedBy = crew.onTaskFailure() == OnTaskFailure.STOP ? failed(results) : null;
      for (var task : phase) {
        switch (stoppedBy == null ? tasks.run(task, results) : tasks.stop(task, stoppedBy)) {
          case Done(var result) -> results.put(task.name(), result);
          case Needs(var missing, var moments) -> {
            steps.addAll(missing);
            timers.addAll(moments);
          }
          case Failure<TaskClosed> failure ->
              throw new IllegalStateException("a task failed without a result: " + failure);
        }
      }
      boolean isOver =
          phase.stream()
              .allMatch(task -> goesOnBeside(crew, task) || results.containsKey(task.name()));
      if (!isOver) {
        break;
      }
    }
    return steps.isEmpty() && timers.isEmpty()
        ? ended(crew, results)
        : new Next.Missing(steps, timers);
  }

  /**
   * The recorded steps and timers of open tasks that {@link #next} never asks for, sorted. There
   * are none unless the journal was written for another crew or by another engine. A task whose
   * turn has not come may have some: a retry inherited them, and will ask for them.
   */
  public static List<StepPath> orphans(Course course, Recorded recorded) {
    var copy = recorded.watched();
    for (int notes = 0; notes <= notesMax(course); notes++) {
      if (!(next(course, copy) instanceof Next.Missing(var steps, _)) || !conclude(steps, copy)) {
        break;
      }
    }
    return copy.ignored().stream()
        .filter(path -> !mayHave(course, path.taskName()) || copy.isReached(path.taskName()))
        .toList();
  }

  /** Whether that name is one of a task whose turn may come. */
  private static boolean mayHave(Course course, String taskName) {
    return switch (course) {
      case Plan plan ->
          plan.crew().crew().tasks().stream().map(Task::name).anyMatch(taskName::equals);
      case FlowPlan plan -> plan.mayHave(taskName);
    };
  }

  private static int notesMax(Course course) {
    return switch (course) {
      case Plan plan -> NOTES_OF_TASK * plan.crew().crew().tasks().size();
      case FlowPlan plan -> NOTES_OF_TASK * plan.flow().stepsMax() * (1 + Task.TASKS_MAX);
    };
  }

  /** Records the notes among the steps; a walk ends at a missing note, whatever lies behind it. */
  private static boolean conclude(List<Step> steps, Recorded copy) {
    boolean noted = false;
    for (var step : steps) {
      noted |= step instanceof NoteStep(var note) && copy.add(note, Instant.EPOCH);
    }
    return noted;
  }

  /** Whether the tasks after it need not wait for it. */
  private static boolean goesOnBeside(Crew crew, Task task) {
    return task.async() && crew.onTaskFailure() == OnTaskFailure.CONTINUE;
  }

  /** The first of them that failed, or null. */
  private static @Nullable TaskFailed failed(Map<String, TaskClosed> results) {
    for (var result : results.values()) {
      if (result instanceof TaskFailed failed) {
        return failed;
      }
    }
    return null;
  }

  /** The first task that failed decides; one is skipped only where another failed. */
  private static Next ended(Crew crew, Map<String, TaskClosed> results) {
    var failure = failed(results);
    if (failure != null) {
      return new Next.Ended(failure.outcome(), Details.failed(failure));
    }
    String answer = "";
    for (var task : crew.tasks()) {
      switch (results.get(task.name())) {
        case TaskCompleted completed -> answer = completed.output();
        case TaskFailed failed -> throw new IllegalStateException("it decides: " + failed);
        case TaskSkipped skipped when skipped.isIntended() -> {} // no failure, and no answer
        case TaskSkipped skipped -> {
          return new Next.Ended(Outcome.INTERNAL_ERROR, Details.skipped(skipped));
        }
        case null -> {
          return new Next.Ended(Outcome.INTERNAL_ERROR, Details.unreachable(task));
        }
      }
    }
    return new Next.Ended(Outcome.COMPLETED, answer);
  }
}
