package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.PinnedCrew;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pinned crew with the expressions and schemas of its tasks compiled, which is done once for all
 * its executions. Immutable, for any thread.
 *
 * @param tasks by name
 */
public record CompiledCrew(PinnedCrew pinned, Map<String, CompiledTask> tasks) implements Compiled {
  public CompiledCrew {
    tasks = Map.copyOf(tasks);
  }

  /** Compiles the crew. */
  public static CompiledCrew of(PinnedCrew crew) {
    return new CompiledCrew(
        crew, crew.crew().tasks().stream().collect(Collectors.toMap(Task::name, CompiledTask::of)));
  }

  @Override
  public Plan course(Map<String, Object> inputs, @Nullable Integer maxRetries, Instant acceptedAt) {
    return new Plan(this, inputs, maxRetries, acceptedAt);
  }

  CompiledTask task(String name) {
    return requireNonNull(tasks.get(name), name);
  }
}
