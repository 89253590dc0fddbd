package dev.rcrewai.engine;

import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTrigger;
import dev.rcrewai.crew.FlowTrigger.When;
import dev.rcrewai.execution.EventData.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Flows made up from a seed, of crews made up from it; the same seed makes the same ones. */
final class RandomFlows {
  private static final Map<String, Object> STATE = Map.of("count", 0, "said", "of {inputs.topic}");

  private RandomFlows() {}

  static FlowPlan plan(long seed) {
    var random = new Random(seed);
    int size = 2 + random.nextInt(5);
    var steps = new ArrayList<FlowStep>();
    for (int i = 0; i < size; i++) {
      steps.add(step(i, size, random));
    }
    var crews = Map.of("one", RandomCrews.plan(seed), "two", RandomCrews.plan(seed + 1));
    return TestFlows.plan(STATE, random.nextBoolean() ? "{state}" : null, crews, steps);
  }

  private static FlowStep step(int index, int size, Random random) {
    Map<String, Object> set =
        switch (random.nextInt(4)) {
          case 0 -> Map.of("count", "{state.count + 1}");
          case 1 -> Map.of("said", "{state.said} and {steps.s" + index + ".output}", "count", 7);
          default -> Map.of();
        };
    return new FlowStep(
        "s" + index,
        trigger(index, size, random),
        action(random),
        set,
        random.nextInt(3) == 0 ? "la" : null,
        TestFlows.RUNS_MAX);
  }

  private static FlowTrigger trigger(int index, int size, Random random) {
    if (index == 0) {
      return TestFlows.START;
    }
    var known = IntStream.range(0, size).filter(i -> i != index).mapToObj(i -> "s" + i).toList();
    var sources = new ArrayList<String>();
    sources.add("s" + random.nextInt(index)); // an earlier one, so that most come to run
    for (var label : List.of("la", "lb", known.get(random.nextInt(known.size())))) {
      if (random.nextInt(3) == 0 && !sources.contains(label)) {
        sources.add(label);
      }
    }
    return new FlowTrigger(
        random.nextInt(5) == 0, random.nextInt(3) == 0 ? When.ALL : When.ANY, sources);
  }

  private static FlowAction action(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> TestFlows.tool(random.nextBoolean() ? "mail" : "search", "{state.said}");
      case 1 -> TestFlows.ask("What of {state.said}?");
      case 2, 3 -> TestFlows.router("state.count > 1", "la", "steps.s0.runs > 1", "lb", "lc");
      default ->
          new FlowAction.CallCrew(
              random.nextBoolean() ? "one" : "two", Map.of("topic", "{state.said}"));
    };
  }

  /** Everything happens that can. */
  static Function<Step, @Nullable StepResult> model(FlowPlan plan, long seed) {
    return step -> RandomCrews.result(step, mayHang(plan, step), seed);
  }

  private static boolean mayHang(FlowPlan plan, Step step) {
    var path = step.path();
    return !path.run().isEmpty()
        && RandomCrews.mayHang(plan.planOf(plan.crewAt(path), TestCrews.INPUTS), path.local());
  }
}
