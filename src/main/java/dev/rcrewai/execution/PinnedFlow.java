package dev.rcrewai.execution;

import dev.rcrewai.crew.CrewBudget;
import dev.rcrewai.crew.Flow;
import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowFacts;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTemplate;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A flow and all its crews, pinned together.
 *
 * @param crews by name
 * @param tools the specs of the tools that the flow's own steps call
 * @param inputExpiry how long a question stays open whose step says nothing of it
 */
public record PinnedFlow(
    Flow flow, Map<String, PinnedCrew> crews, List<ToolSpec> tools, Duration inputExpiry)
    implements Pinned {
  private static final String PROCESS = "flow";

  public PinnedFlow {
    crews = Map.copyOf(crews);
    tools = List.copyOf(tools);
    for (var step : flow.steps()) {
      if (step.action() instanceof FlowAction.CallCrew(var crew, _) && !crews.containsKey(crew)) {
        throw new IllegalArgumentException("crew '" + crew + "' was not pinned with the flow");
      }
    }
  }

  @Override
  public String name() {
    return flow.name();
  }

  @Override
  public List<ToolSpec> tools(String crew) {
    var pinned = crews.get(crew);
    return pinned == null ? tools : pinned.tools();
  }

  @Override
  public String process() {
    return PROCESS;
  }

  @Override
  public @Nullable CrewBudget budget() {
    return flow.budget();
  }

  /** The spec of a tool that a step calls. */
  public ToolSpec tool(String name) {
    return tools.stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  /** The flow's state as far as the journal tells. */
  public Map<String, @Nullable Object> state(Execution execution) {
    var first =
        FlowTemplate.of(flow.state())
            .evaluate(new FlowFacts(execution.accepted().inputs(), Map.of(), Map.of()));
    var writes = execution.tasks().stream().map(TaskState::state).filter(Objects::nonNull);
    return switch (first) {
      case FlowTemplate.Value(var fields) ->
          StateWrite.after(FlowTemplate.members(fields), writes.toList());
      case FlowTemplate.Unknowable _ -> Map.of(); // then no step ran
    };
  }

  /** The runs of steps that have begun, each before the tasks of its crew. */
  @Override
  public List<Listed> listed(List<TaskState> begun) {
    var names = new HashMap<String, TaskState>();
    begun.forEach(state -> names.put(state.task(), state));
    var listed = new ArrayList<Listed>();
    for (var state : begun) {
      var step = step(state.task());
      if (step != null) {
        listed.add(new Listed(state.task(), state.agent(), false));
        listed.addAll(ofCrew(step, state.task(), names));
      }
    }
    return listed;
  }

  private List<Listed> ofCrew(FlowStep step, String run, Map<String, TaskState> known) {
    if (!(step.action() instanceof FlowAction.CallCrew(var crew, _))) {
      return List.of();
    }
    return Objects.requireNonNull(crews.get(crew)).listed(List.of()).stream()
        .map(task -> new Listed(within(run, task.task()), task.agent(), task.structured()))
        .filter(task -> known.containsKey(task.task()))
        .toList();
  }

  private static String within(String run, String task) {
    return StepPath.task(task).within(run).text();
  }

  /** The step of which that is a run, or null. */
  private @Nullable FlowStep step(String run) {
    var name = run.substring(0, Math.max(0, run.lastIndexOf('.')));
    return flow.steps().stream().filter(step -> step.name().equals(name)).findFirst().orElse(null);
  }
}
