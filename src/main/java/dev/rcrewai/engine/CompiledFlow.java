package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowExpression;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTemplate;
import dev.rcrewai.crew.InputCheck;
import dev.rcrewai.execution.PinnedFlow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pinned flow with its crews, expressions and templates compiled. Immutable, for any thread.
 *
 * @param crews by name
 * @param steps by name
 * @param state what the fields begin with
 * @param output what it answers, or null: what its last step said
 */
public record CompiledFlow(
    PinnedFlow pinned,
    Map<String, OfCrew> crews,
    Map<String, OfStep> steps,
    FlowTemplate state,
    @Nullable FlowTemplate output)
    implements Compiled {
  public CompiledFlow {
    crews = Map.copyOf(crews);
    steps = Map.copyOf(steps);
  }

  /** A crew, and the check of what it is given. */
  record OfCrew(CompiledCrew crew, InputCheck inputs) {}

  /**
   * A step.
   *
   * @param values the inputs or arguments of what it calls, or the question and what is reviewed
   * @param conditions of a router's branches, null for the last; else empty
   * @param set what it writes to the state
   */
  record OfStep(FlowTemplate values, List<@Nullable FlowExpression> conditions, FlowTemplate set) {}

  /** The names in {@code values} of a step that asks people. */
  static final String QUESTION = "question";

  static final String SUBJECT = "subject";

  static CompiledFlow of(PinnedFlow pinned) {
    var flow = pinned.flow();
    var crews = new HashMap<String, OfCrew>();
    pinned
        .crews()
        .forEach((name, crew) ->
            crews.put(name, new OfCrew(CompiledCrew.of(crew), new InputCheck(crew.crew()))));
    var steps = new HashMap<String, OfStep>();
    flow.steps().forEach(step -> steps.put(step.name(), of(step)));
    return new CompiledFlow(
        pinned,
        crews,
        steps,
        FlowTemplate.of(flow.state()),
        flow.output() == null ? null : FlowTemplate.of(flow.output()));
  }

  private static OfStep of(FlowStep step) {
    return new OfStep(
        FlowTemplate.of(values(step.action())),
        conditions(step.action()),
        FlowTemplate.of(step.set()));
  }

  private static Map<String, Object> values(FlowAction action) {
    return switch (action) {
      case FlowAction.CallCrew(_, var inputs) -> inputs;
      case FlowAction.CallTool(_, var arguments) -> arguments;
      case FlowAction.AskPeople(_, var ask, var subject, _) ->
          subject == null
              ? Map.of(QUESTION, ask.question())
              : Map.of(QUESTION, ask.question(), SUBJECT, subject);
      case FlowAction.Route _ -> Map.of();
    };
  }

  private static List<@Nullable FlowExpression> conditions(FlowAction action) {
    var conditions = new ArrayList<@Nullable FlowExpression>();
    if (action instanceof FlowAction.Route(var branches)) {
      for (var branch : branches) {
        conditions.add(branch.when() == null ? null : FlowExpression.condition(branch.when()));
      }
    }
    return conditions;
  }

  @Override
  public FlowPlan course(
      Map<String, Object> inputs, @Nullable Integer maxRetries, Instant acceptedAt) {
    return new FlowPlan(this, inputs, maxRetries, acceptedAt);
  }

  OfStep step(FlowStep step) {
    return requireNonNull(steps.get(step.name()), step.name());
  }

  OfCrew crew(String name) {
    return requireNonNull(crews.get(name), name);
  }
}
