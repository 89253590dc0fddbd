package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps that trigger each other, over a state that they share. Immutable; an execution keeps the
 * one it started with.
 *
 * @param name as callers name it
 * @param description for people; may be empty
 * @param inputs the declared inputs as a JSON Schema of type object, as a crew has them
 * @param state the fields of the state with the values that they begin with; templates
 * @param steps in the order written, which is also that of what they write at the same time
 * @param output a template of what the flow answers, or null: what its last step said
 * @param stepsMax runs of all steps together before it is given up
 * @param budget of each execution, or null where only the server's hold
 */
public record Flow(
    String name,
    String description,
    Map<String, Object> inputs,
    Map<String, Object> state,
    List<FlowStep> steps,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String output,
    @JsonProperty("max_steps") int stepsMax,
    @Nullable CrewBudget budget) {
  public static final int STEPS_MAX_DEFAULT = 100;

  public Flow {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("flow '" + name + "' has no steps");
    }
  }

  /** The tools that its steps call, each once, sorted. */
  public List<String> toolNames() {
    return steps.stream()
        .map(FlowStep::action)
        .filter(FlowAction.CallTool.class::isInstance)
        .map(action -> ((FlowAction.CallTool) action).tool())
        .distinct()
        .sorted()
        .toList();
  }
}
