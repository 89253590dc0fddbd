package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.crew.Condition;
import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowFacts;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTemplate;
import dev.rcrewai.crew.InputCheck;
import dev.rcrewai.crew.InputProblem;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failed;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.StateWrite;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of one step of a flow: started → what it does → closed, with what it writes. */
record FlowStepRun(FlowPlan plan, Recorded recorded, Desk desk) {
  /** The longest values that one run may write to the state, as JSON. */
  static final int WRITE_CHARS_MAX = 64 * 1024;

  FlowStepRun(FlowPlan plan, Recorded recorded) {
    this(plan, recorded, new Desk(recorded));
  }

  /**
   * Its result or what it needs. Once closed, nothing below the run is looked at again.
   *
   * @param number of the run, from 1
   * @param seen what the waves before this one left
   */
  Progress<TaskClosed> run(FlowStep step, int number, int wave, FlowFacts seen) {
    var path = FlowRun.path(step, number);
    var closed = recorded.closed(path.text());
    if (closed != null) {
      return done(closed);
    }
    if (!recorded.isRecorded(path.started())) {
      return needs(
          new NoteStep(new TaskStarted(path.started(), path.text(), step.action().agent())));
    }
    return switch (work(step, path, seen).then(output -> write(step, number, wave, output, seen))) {
      case Needs<Written> needs -> needs.as();
      case Done(Written(var output, var write)) ->
          close(new TaskCompleted(path.closed(), path.text(), agent(step), output, write));
      case Failed(var outcome, var detail) -> fail(step, path, outcome, detail);
      case Interrupted(_, var detail) -> fail(step, path, Outcome.PROVIDER_ERROR, detail);
    };
  }

  /** What a step said, and what it writes. */
  private record Written(String output, @Nullable StateWrite write) {}

  private static Progress<TaskClosed> fail(
      FlowStep step, StepPath path, Outcome outcome, String detail) {
    var label = canBeMadeUpFor(outcome) ? step.onFailure() : null;
    return close(new TaskFailed(path.closed(), path.text(), agent(step), outcome, detail, label));
  }

  /** Whether a flow may go on after it; what has used up the whole execution's means ends that. */
  private static boolean canBeMadeUpFor(Outcome outcome) {
    return switch (outcome) {
      case MAX_ITERATIONS,
          NO_PROGRESS,
          OUTPUT_REJECTED,
          INPUT_EXPIRED,
          INPUT_REJECTED,
          PROVIDER_ERROR,
          TOOL_ERROR,
          DEADLINE_EXCEEDED ->
          true;
      case COMPLETED, BUDGET_EXHAUSTED, CANCELLED, INTERNAL_ERROR -> false;
    };
  }

  private static Progress<TaskClosed> close(TaskClosed end) {
    return needs(new NoteStep(end));
  }

  private static String agent(FlowStep step) {
    return step.action().agent();
  }

  private Progress<String> work(FlowStep step, StepPath path, FlowFacts seen) {
    return switch (step.action()) {
      case FlowAction.CallCrew(var crew, _) ->
          values(step, "its inputs", seen).then(inputs -> crew(crew, path, inputs));
      case FlowAction.CallTool(var tool, _) ->
          values(step, "its arguments", seen).then(arguments -> tool(tool, path, arguments));
      case FlowAction.AskPeople ask ->
          values(step, "its question", seen)
              .then(words -> desk.ask(path.ask(), () -> inquiry(ask, words).question()))
              .then(answer -> done(FlowInquiry.said(ask, answer)));
      case FlowAction.Route route -> route(step, route, seen);
    };
  }

  private FlowInquiry inquiry(FlowAction.AskPeople ask, Map<String, @Nullable Object> words) {
    return new FlowInquiry(ask, words, plan.compiled().pinned().inputExpiry());
  }

  private Progress<Map<String, @Nullable Object>> values(
      FlowStep step, String what, FlowFacts seen) {
    return switch (plan.compiled().step(step).values().evaluate(seen)) {
      case FlowTemplate.Unknowable(var why) -> rejected(Details.unknowable(what, why));
      case FlowTemplate.Value(var value) -> {
        var values = FlowTemplate.members(value);
        int length = Json.write(values).length();
        yield length > JournalBudget.EVENT_CHARS_MAX
            ? rejected(Details.tooLong(what, length, JournalBudget.EVENT_CHARS_MAX))
            : done(values);
      }
    };
  }

  private static <T> Progress<T> rejected(String why) {
    return failed(Outcome.OUTPUT_REJECTED, why);
  }

  /** The crew as it is alone, below this run. */
  private Progress<String> crew(String name, StepPath path, Map<String, @Nullable Object> given) {
    return switch (plan.compiled().crew(name).inputs().check(given)) {
      case InputCheck.Result.Refused(var problems) ->
          rejected(problems.stream().map(InputProblem::message).collect(Collectors.joining("; ")));
      case InputCheck.Result.Accepted(var inputs) ->
          asIfAlone(plan.planOf(name, inputs), path.text());
    };
  }

  private Progress<String> asIfAlone(Plan crew, String run) {
    return switch (Engine.next(crew, recorded.of(run))) {
      case Next.Missing(var steps, var timers) ->
          new Needs<>(
              steps.stream().map(step -> Scope.into(run, step)).toList(),
              timers.stream().map(timer -> Scope.into(run, timer)).toList());
      case Next.Ended(var outcome, var output) ->
          outcome == Outcome.COMPLETED ? done(output) : failed(outcome, output);
    };
  }

  private Progress<String> tool(
      String name, StepPath path, Map<String, @Nullable Object> arguments) {
    var here = path.tool(0);
    return switch (recorded.tool(here)) {
      case null -> {
        var spec = plan.compiled().pinned().tool(name);
        yield needs(
            new ToolStep(
                here, new ToolCall("flow", name, Json.write(arguments)), spec.sideEffects()));
      }
      case ToolResult.Completed(var text) -> done(text);
      case ToolResult.Failed(var why) -> failed(Outcome.TOOL_ERROR, why);
      case ToolResult.Unknown(var why) -> failed(Outcome.TOOL_ERROR, why);
    };
  }

  private Progress<String> route(FlowStep step, FlowAction.Route route, FlowFacts seen) {
    var conditions = plan.compiled().step(step).conditions();
    for (int i = 0; i < conditions.size(); i++) {
      var condition = conditions.get(i);
      var branch = route.branches().get(i);
      switch (condition == null ? new Condition.Holds() : condition.test(seen)) {
        case Condition.Holds _ -> {
          return done(branch.label());
        }
        case Condition.DoesNot _ -> {} // the next one is asked
        case Condition.Unknowable(var why) -> {
          return rejected(Details.conditionFailed(String.valueOf(branch.when()), why));
        }
      }
    }
    throw new IllegalStateException("no branch of the router '" + step.name() + "' holds");
  }

  /** What it writes, given what it said itself too. */
  private Progress<Written> write(
      FlowStep step, int number, int wave, String output, FlowFacts seen) {
    if (step.set().isEmpty()) {
      return done(new Written(output, null));
    }
    var facts = new HashMap<>(seen.steps());
    facts.put(step.name(), FlowRun.fact("completed", output, number));
    var now = new FlowFacts(seen.inputs(), seen.state(), facts);
    return switch (plan.compiled().step(step).set().evaluate(now)) {
      case FlowTemplate.Unknowable(var why) -> rejected(Details.unknowable("what it sets", why));
      case FlowTemplate.Value(var value) -> {
        var json = Json.write(FlowTemplate.members(value));
        yield json.length() > WRITE_CHARS_MAX
            ? rejected(Details.tooLong("what it sets", json.length(), WRITE_CHARS_MAX))
            : done(new Written(output, new StateWrite(wave, order(step), asRead(json))));
      }
    };
  }

  private int order(FlowStep step) {
    return plan.flow().steps().indexOf(step);
  }

  /** As who reads the journal has it: numbers have the types of JSON, not those of CEL. */
  private static Map<String, @Nullable Object> asRead(String json) {
    return Json.readTree(json);
  }
}
