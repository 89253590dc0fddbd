package dev.rcrewai.engine;

import dev.rcrewai.execution.PinnedCrew;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What does not change while an execution runs.
 *
 * @param inputs complete: defaults are filled in
 * @param maxRetries replaces each task's own, or null
 */
public record Plan(PinnedCrew crew, Map<String, Object> inputs, @Nullable Integer maxRetries) {
  public Plan {
    inputs = Map.copyOf(inputs);
  }
}
