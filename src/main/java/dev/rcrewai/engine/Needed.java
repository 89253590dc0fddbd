package dev.rcrewai.engine;

import dev.rcrewai.crew.Condition;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How far the tasks have come that another one needs: its context, and what its condition reads.
 */
sealed interface Needed {
  /** One of them has no result yet. */
  record Waiting() implements Needed {}

  /** One of them failed, or was skipped for such a reason. */
  record Lacking(String why) implements Needed {}

  /**
   * All of them ended as they should.
   *
   * @param context the answers of its context, in declared order; of a task that was skipped by its
   *     own condition there is none
   * @param condition asks what the task's condition says
   */
  record Ready(List<TaskCompleted> context, Supplier<Condition.Result> condition)
      implements Needed {}

  static Needed by(Plan plan, Task task, Map<String, TaskClosed> results) {
    var condition = plan.compiled().task(task.name()).condition();
    var names = new LinkedHashSet<>(task.context());
    if (condition != null) {
      names.addAll(condition.tasks());
    }
    var context = new ArrayList<TaskCompleted>();
    for (var name : names) {
      switch (results.get(name)) {
        case null -> {
          return new Waiting();
        }
        case TaskCompleted completed -> {
          if (task.context().contains(name)) {
            context.add(completed);
          }
        }
        case TaskSkipped skipped when skipped.isIntended() -> {} // and there is no answer
        case TaskFailed _ -> {
          return new Lacking(Details.needed(name, "failed"));
        }
        case TaskSkipped _ -> {
          return new Lacking(Details.needed(name, "was skipped"));
        }
      }
    }
    return new Ready(
        context, () -> condition == null ? new Condition.Holds() : test(condition, plan, results));
  }

  private static Condition.Result test(
      Condition condition, Plan plan, Map<String, TaskClosed> results) {
    var facts = new LinkedHashMap<String, Condition.Fact>();
    for (var name : condition.tasks()) {
      facts.put(
          name,
          results.get(name) instanceof TaskCompleted task
              ? new Condition.Fact("completed", task.output(), FoundJson.first(task.output()))
              : new Condition.Fact("skipped", "", null));
    }
    return condition.test(plan.inputs(), facts);
  }
}
