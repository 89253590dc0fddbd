package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a crew's tasks are to be done, in a sentence each: one chat before the first of them begins.
 * Best effort: where the chat fails, or says nothing of a task, there is no plan, and no failure.
 *
 * @param answer what the planner said; empty where nobody planned
 */
record CrewPlan(String answer) {
  static final CrewPlan NONE = new CrewPlan("");
  static final StepPath CHAT = StepPath.planning().chat();
  private static final String NAME = "planner";

  /** The plan, for which every task waits; a crew whose tasks have all ended needs none. */
  static Progress<CrewPlan> of(Plan plan, Recorded recorded) {
    var crew = plan.crew().crew();
    if (crew.planning() == null) {
      return done(NONE);
    }
    return switch (recorded.chat(CHAT)) {
      case null ->
          crew.tasks().stream().allMatch(task -> recorded.closed(task.name()) != null)
              ? done(NONE)
              : needs(new ChatStep(CHAT, NAME, request(plan, crew), List.of()));
      case ChatResult.Replied(Answered answer, _) -> done(new CrewPlan(answer.text()));
      case ChatResult.Replied _, ChatResult.Failed _ -> done(NONE);
    };
  }

  private static ChatRequest request(Plan plan, Crew crew) {
    return new ChatRequest(
        plan.crew().modelOf(PinnedCrew.PLANNER),
        plan.crew().fallbackOf(PinnedCrew.PLANNER),
        PlanPrompts.planner(crew, plan.inputs()),
        List.of(),
        ToolUse.AUTO,
        schema(crew.tasks().stream().map(Task::name).toList()));
  }

  private static OutputSchema schema(List<String> tasks) {
    var properties = new LinkedHashMap<String, Object>();
    tasks.forEach(task -> properties.put(task, Map.of("type", "string")));
    return new OutputSchema(
        "plan",
        new TreeMap<>(
            Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                tasks,
                "additionalProperties",
                false)));
  }

  /** What it says of that task; empty where it says nothing. */
  String of(Task task) {
    var plans = answer.isEmpty() ? null : FoundJson.first(answer);
    var ofTask = plans == null ? null : plans.path(task.name()).textValue();
    return ofTask == null ? "" : ofTask.strip();
  }
}
