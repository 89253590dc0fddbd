package dev.rcrewai.engine;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.StepPath;
import java.util.List;
import java.util.Optional;

/**
 * What tasks taught is kept in mind once they have ended, beside the tasks after them, which do not
 * wait for it. Whether a task succeeded is what its journal says, and not what its answer says.
 */
record Remembering(Plan plan, Recorded recorded) {
  /** What is not kept in mind yet, in the order of the tasks. */
  List<Step> missing() {
    var memory = plan.crew().crew().memory();
    return memory == null
        ? List.of()
        : plan.crew().crew().tasks().stream()
            .flatMap(task -> missing(memory, task).stream())
            .toList();
  }

  private Optional<Step> missing(CrewMemory memory, Task task) {
    var path = StepPath.remember(task.name());
    return switch (recorded.closed(task.name())) {
      case null -> Optional.empty();
      case TaskSkipped _ -> Optional.empty(); // it was never begun
      case TaskClosed _ when recorded.value(path) != null -> Optional.empty();
      case TaskCompleted done ->
          Optional.of(
              new RecallStep(path, done.agent(), lesson(memory, task, done.output(), true)));
      case TaskFailed failed ->
          Optional.of(
              new RecallStep(path, failed.agent(), lesson(memory, task, failed.detail(), false)));
    };
  }

  private Remember lesson(CrewMemory memory, Task task, String result, boolean succeeded) {
    return new Remember(
        memory,
        task.name(),
        Placeholders.fill(task.description(), plan.inputs()).strip(),
        result,
        succeeded,
        recorded.experiences(task.name()));
  }
}
