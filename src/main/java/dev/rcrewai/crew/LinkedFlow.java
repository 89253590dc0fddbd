package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow, and the crews that its steps name as they were when it was loaded. Callers see the flow
 * alone.
 *
 * @param crews by name
 */
public record LinkedFlow(@JsonValue Flow flow, Map<String, Crew> crews) implements Automation {
  public LinkedFlow {
    crews = Map.copyOf(crews);
    for (var step : flow.steps()) {
      if (step.action() instanceof FlowAction.CallCrew(var crew, _) && !crews.containsKey(crew)) {
        throw new IllegalArgumentException("flow '" + flow.name() + "' has no crew '" + crew + "'");
      }
    }
  }

  @Override
  public String name() {
    return flow.name();
  }

  @Override
  public String description() {
    return flow.description();
  }

  @Override
  public Map<String, Object> inputs() {
    return flow.inputs();
  }

  @Override
  public List<Crew> members() {
    return List.copyOf(crews.values());
  }

  @Override
  public @Nullable CrewBudget budget() {
    return flow.budget();
  }
}
