package dev.rcrewai.engine;

import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowFacts;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTemplate;
import dev.rcrewai.crew.FlowTrigger;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failure;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.StateWrite;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a flow, wave by wave, after Valiant's bulk-synchronous supersteps: the steps of
 * a wave run side by side and read what the waves before it left; once all of them have ended, what
 * they wrote is merged in declared order, and what completed decides the next wave. So nothing
 * depends on who was faster. Used once.
 *
 * <pre>
 *   wave: triggered steps → all ended → merge → which steps have their sources? → wave …
 *                                         └── none, or one failed, or a cap is reached: the end
 * </pre>
 */
final class FlowRun {
  private final FlowPlan plan;
  private final FlowStepRun steps;
  private final Map<String, FlowFacts.Step> facts = new LinkedHashMap<>();
  private final Map<String, Set<String>> come = new HashMap<>();
  private final List<StateWrite> writes = new ArrayList<>();
  private String last = "";
  private int runs;

  FlowRun(FlowPlan plan, Recorded recorded) {
    this.plan = plan;
    this.steps = new FlowStepRun(plan, recorded);
    plan.flow().steps().forEach(step -> facts.put(step.name(), FlowFacts.Step.PENDING));
  }

  /** What is missing, or how it ended. */
  Next next() {
    Map<String, @Nullable Object> first;
    switch (initialState()) {
      case FlowTemplate.Unknowable(var why) -> {
        return new Next.Ended(Outcome.OUTPUT_REJECTED, Details.unknowable("the state", why));
      }
      case FlowTemplate.Value(var value) -> first = FlowTemplate.members(value);
    }
    var wave = plan.flow().steps().stream().filter(step -> step.trigger().start()).toList();
    for (int number = 1; !wave.isEmpty(); number++) {
      var cap = cap(wave);
      if (cap != null) {
        return new Next.Ended(Outcome.MAX_ITERATIONS, cap);
      }
      var seen = facts(StateWrite.after(first, writes));
      var results = new LinkedHashMap<FlowStep, TaskClosed>();
      var missing = run(wave, number, seen, results);
      if (missing != null) {
        return missing;
      }
      var failed = failure(results);
      if (failed != null) {
        return new Next.Ended(failed.outcome(), Details.stepFailed(failed));
      }
      wave = after(results);
    }
    return ended(facts(StateWrite.after(first, writes)));
  }

  private FlowTemplate.Result initialState() {
    return plan.compiled().state().evaluate(new FlowFacts(plan.inputs(), Map.of(), Map.of()));
  }

  private FlowFacts facts(Map<String, @Nullable Object> state) {
    return new FlowFacts(plan.inputs(), state, Map.copyOf(facts));
  }

  /** Why these steps may not run any more, or null. */
  private @Nullable String cap(List<FlowStep> wave) {
    for (var step : wave) {
      if (runs(step) >= step.runsMax()) {
        return Details.runsMax(step);
      }
    }
    runs += wave.size();
    return runs > plan.flow().stepsMax() ? Details.stepsMax(plan.flow()) : null;
  }

  private int runs(FlowStep step) {
    return facts.getOrDefault(step.name(), FlowFacts.Step.PENDING).runs();
  }

  /** Puts in how each of the wave's steps ended; what is missing where one has not. */
  private @Nullable Next run(
      List<FlowStep> wave, int number, FlowFacts seen, Map<FlowStep, TaskClosed> results) {
    var missing = new ArrayList<Step>();
    var timers = new ArrayList<Timer>();
    for (var step : wave) {
      switch (steps.run(step, runs(step) + 1, number, seen)) {
        case Done(var result) -> results.put(step, result);
        case Needs(var more, var moments) -> {
          missing.addAll(more);
          timers.addAll(moments);
        }
        case Failure<TaskClosed> failure ->
            throw new IllegalStateException("a step failed without a result: " + failure);
      }
    }
    return results.size() < wave.size() ? new Next.Missing(missing, timers) : null;
  }

  /** The first, in declared order, for which nobody is there. */
  private static @Nullable TaskFailed failure(Map<FlowStep, TaskClosed> results) {
    for (var result : results.values()) {
      if (result instanceof TaskFailed failed && failed.label() == null) {
        return failed;
      }
    }
    return null;
  }

  /** Takes in what the wave did; the steps whose sources have come now. */
  private List<FlowStep> after(Map<FlowStep, TaskClosed> results) {
    var now = new HashSet<String>();
    results.forEach((step, result) -> {
      int times = runs(step) + 1;
      switch (result) {
        case TaskCompleted(_, _, _, var output, var write) -> {
          facts.put(step.name(), fact("completed", output, times));
          now.add(step.name());
          if (step.action() instanceof FlowAction.Route) {
            now.add(output);
          } else {
            last = output;
          }
          if (write != null) {
            writes.add(write);
          }
        }
        case TaskFailed failed -> {
          facts.put(step.name(), fact("failed", failed.detail(), times));
          now.add(String.valueOf(failed.label()));
        }
        case TaskSkipped skipped -> throw new IllegalStateException("no step does it: " + skipped);
      }
    });
    return plan.flow().steps().stream().filter(step -> isTriggered(step, now)).toList();
  }

  /** A step that ran. */
  static FlowFacts.Step fact(String status, String output, int runs) {
    return new FlowFacts.Step(status, output, () -> FoundJson.first(output), runs);
  }

  private boolean isTriggered(FlowStep step, Set<String> now) {
    var sources = step.trigger().sources();
    if (step.trigger().when() == FlowTrigger.When.ANY) {
      return sources.stream().anyMatch(now::contains);
    }
    var so = come.computeIfAbsent(step.name(), _ -> new HashSet<>());
    sources.stream().filter(now::contains).forEach(so::add);
    boolean complete = so.containsAll(sources);
    if (complete) {
      so.clear();
    }
    return complete;
  }

  private Next ended(FlowFacts at) {
    var output = plan.compiled().output();
    if (output == null) {
      return new Next.Ended(Outcome.COMPLETED, last);
    }
    return switch (output.evaluate(at)) {
      case FlowTemplate.Value(var value) ->
          new Next.Ended(Outcome.COMPLETED, FlowTemplate.text(value));
      case FlowTemplate.Unknowable(var why) ->
          new Next.Ended(Outcome.OUTPUT_REJECTED, Details.unknowable("the output", why));
    };
  }

  /** The path of a step's run. */
  static StepPath path(FlowStep step, int run) {
    return StepPath.task(step.name() + "." + run);
  }
}
