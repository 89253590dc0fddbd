package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.PinnedCrew;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pinned crew with the expressions and schemas of its tasks compiled, which is done once for all
 * its executions. Immutable, for any thread.
 *
 * @param tasks by name
 */
public record CompiledCrew(PinnedCrew pinned, Map<String, CompiledTask> tasks) {
  public CompiledCrew {
    tasks = Map.copyOf(tasks);
  }

  /** Compiles the crew. */
  public static CompiledCrew of(PinnedCrew crew) {
    return new CompiledCrew(
        crew, crew.crew().tasks().stream().collect(Collectors.toMap(Task::name, CompiledTask::of)));
  }

  CompiledTask task(String name) {
    return requireNonNull(tasks.get(name), name);
  }
}
