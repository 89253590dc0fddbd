package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Flow;
import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowAction.Branch;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTrigger;
import dev.rcrewai.crew.FlowTrigger.When;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.PinnedFlow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small flows of small crews. Steps run three times at most, and twelve together. */
final class TestFlows {
  static final int RUNS_MAX = 3;
  static final int STEPS_MAX = 12;
  static final FlowTrigger START = new FlowTrigger(true, When.ANY, List.of());
  private static final Map<String, Object> TOPIC =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("topic", Map.of("type", "string")),
          "required",
          List.of("topic"),
          "additionalProperties",
          false);

  private TestFlows() {}

  static FlowTrigger after(String... sources) {
    return new FlowTrigger(false, When.ANY, List.of(sources));
  }

  static FlowTrigger afterAll(String... sources) {
    return new FlowTrigger(false, When.ALL, List.of(sources));
  }

  static FlowStep step(String name, FlowTrigger trigger, FlowAction action) {
    return new FlowStep(name, trigger, action, Map.of(), null, RUNS_MAX);
  }

  static FlowStep setting(FlowStep step, Map<String, Object> set) {
    return new FlowStep(
        step.name(), step.trigger(), step.action(), set, step.onFailure(), step.runsMax());
  }

  static FlowStep orElse(FlowStep step, String label) {
    return new FlowStep(
        step.name(), step.trigger(), step.action(), step.set(), label, step.runsMax());
  }

  /** The crew of one task, {@code x}, about that. */
  static FlowAction crew(String about) {
    return new FlowAction.CallCrew("one", Map.of("topic", about));
  }

  static FlowAction tool(String name, Object argument) {
    return new FlowAction.CallTool(name, Map.of("q", argument));
  }

  static FlowAction ask(String question) {
    var ask = new HumanInput.Ask(question, List.of(), "string", null, null, null);
    return new FlowAction.AskPeople(FlowAction.Manner.TEXT, ask, null, null);
  }

  static FlowAction review(String question, String shown) {
    var ask = new HumanInput.Ask(question, List.of(), "string", null, null, null);
    return new FlowAction.AskPeople(FlowAction.Manner.REVIEW, ask, shown, null);
  }

  /** Conditions and labels by turns; the last label stands alone. */
  static FlowAction router(String... conditionsAndLabels) {
    var branches = new ArrayList<Branch>();
    int i = 0;
    for (; i + 1 < conditionsAndLabels.length; i += 2) {
      branches.add(new Branch(conditionsAndLabels[i], conditionsAndLabels[i + 1]));
    }
    branches.add(new Branch(null, conditionsAndLabels[i]));
    return new FlowAction.Route(branches);
  }

  static FlowPlan plan(FlowStep... steps) {
    return plan(Map.of(), null, steps);
  }

  static FlowPlan plan(Map<String, Object> state, @Nullable String output, FlowStep... steps) {
    var one = TestCrews.single(TestCrews.agent("a", "search", "mail"));
    return plan(state, output, Map.of("one", one), List.of(steps));
  }

  static FlowPlan plan(
      Map<String, Object> state,
      @Nullable String output,
      Map<String, Plan> crews,
      List<FlowStep> steps) {
    var pinned = new HashMap<String, PinnedCrew>();
    crews.forEach((name, plan) -> pinned.put(name, aboutTopic(name, plan.crew())));
    var flow = new Flow("flow", "", TOPIC, state, steps, output, STEPS_MAX, null);
    return CompiledFlow.of(
            new PinnedFlow(
                flow, pinned, List.of(TestCrews.SEARCH, TestCrews.MAIL), Duration.ofDays(1)))
        .course(TestCrews.INPUTS, null, ScriptedShell.START);
  }

  /** The same crew, which declares what its prompts mention. */
  private static PinnedCrew aboutTopic(String name, PinnedCrew pinned) {
    var crew = pinned.crew();
    return new PinnedCrew(
        new Crew(
            name,
            crew.description(),
            crew.process(),
            TOPIC,
            crew.agents(),
            crew.tasks(),
            crew.budget(),
            crew.manager(),
            crew.consensusAgents(),
            crew.onTaskFailure(),
            crew.planning(),
            crew.rpmMax(),
            crew.memory(),
            crew.embedder(),
            crew.knowledge(),
            crew.mcp()),
        pinned.models(),
        pinned.fallback(),
        pinned.contextWindows(),
        pinned.tools(),
        pinned.maxRetries(),
        pinned.inputExpiry());
  }
}
