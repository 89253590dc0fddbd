package dev.rcrewai.engine;

import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What does not change while a crew runs.
 *
 * @param inputs complete: defaults are filled in; values may be null
 * @param maxRetries replaces each task's own, or null
 * @param acceptedAt the only date that its prompts may name, since it is recorded
 */
public record Plan(
    CompiledCrew compiled,
    Map<String, Object> inputs,
    @Nullable Integer maxRetries,
    Instant acceptedAt)
    implements Course {
  public Plan {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    if (maxRetries != null && maxRetries < 0) {
      throw new IllegalArgumentException("max_retries is " + maxRetries + "; expected >= 0");
    }
  }

  /** The plan of a crew that nobody has compiled yet. */
  public Plan(
      PinnedCrew crew,
      Map<String, Object> inputs,
      @Nullable Integer maxRetries,
      Instant acceptedAt) {
    this(CompiledCrew.of(crew), inputs, maxRetries, acceptedAt);
  }

  @Override
  public String name() {
    return crew().crew().name();
  }

  @Override
  public String crewAt(StepPath path) {
    return name();
  }

  /** The crew with every setting. */
  public PinnedCrew crew() {
    return compiled.pinned();
  }
}
