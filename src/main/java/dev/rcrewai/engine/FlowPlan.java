package dev.rcrewai.engine;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.crew.Flow;
import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What does not change while a flow runs. */
public record FlowPlan(
    CompiledFlow compiled,
    Map<String, Object> inputs,
    @Nullable Integer maxRetries,
    Instant acceptedAt)
    implements Course {
  public FlowPlan {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /** The flow as it is written. */
  Flow flow() {
    return compiled.pinned().flow();
  }

  /** What a crew follows that a step calls. */
  Plan planOf(String crew, Map<String, Object> given) {
    return new Plan(compiled.crew(crew).crew(), given, maxRetries, acceptedAt);
  }

  @Override
  public String name() {
    return flow().name();
  }

  @Override
  public String crewAt(StepPath path) {
    return requireNonNullElse(crewOf(path.run()), name());
  }

  /** Whether that name is one of a task of a crew that a step's run may call. */
  boolean mayHave(String taskName) {
    var path = StepPath.task(taskName);
    var crew = crewOf(path.run());
    return crew != null && compiled.crew(crew).crew().tasks().containsKey(path.local().text());
  }

  /** The crew that the run of a step, {@code NAME.N}, calls, or null. */
  private @Nullable String crewOf(String run) {
    for (var step : flow().steps()) {
      if (run.startsWith(step.name() + ".")
          && step.action() instanceof FlowAction.CallCrew(var crew, _)) {
        return crew;
      }
    }
    return null;
  }
}
