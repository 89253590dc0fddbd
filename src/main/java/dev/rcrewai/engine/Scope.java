package dev.rcrewai.engine;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.ChatResumed;
import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.ChatWaiting;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.Note;
import dev.rcrewai.execution.EventData.OfStep;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolStarted;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.step.StepPath;
import java.util.function.UnaryOperator;

/**
 * Takes a crew's steps into the run of the flow's step that calls it, and its events out of there:
 * so the crew is asked exactly as it is alone.
 */
final class Scope {
  private Scope() {}

  /** The step as the flow has it. */
  static Step into(String run, Step step) {
    UnaryOperator<StepPath> within = path -> path.within(run);
    return switch (step) {
      case ChatStep(var path, var agent, var request, var files) ->
          new ChatStep(within.apply(path), agent, request, files);
      case ToolStep(var path, var call, boolean sideEffects, var told) ->
          new ToolStep(within.apply(path), call, sideEffects, told);
      case RecallStep(var path, var agent, var request) ->
          new RecallStep(within.apply(path), agent, request);
      case AskStep(var path) -> new AskStep(within.apply(path));
      case NoteStep(var note) -> new NoteStep((Note) moved(note, within));
    };
  }

  /** The timer as the flow has it. */
  static Timer into(String run, Timer timer) {
    return new Timer(timer.path().within(run), timer.name(), timer.at());
  }

  /** The event as its crew has it. */
  static OfStep outOf(OfStep event) {
    return moved(event, StepPath::local);
  }

  private static OfStep moved(OfStep event, UnaryOperator<StepPath> to) {
    var path = to.apply(event.path());
    var task = path.taskName();
    return switch (event) {
      case TaskStarted(_, _, var agent) -> new TaskStarted(path, task, agent);
      case TaskCompleted(_, _, var agent, var output, var state) ->
          new TaskCompleted(path, task, agent, output, state);
      case TaskFailed(_, _, var agent, var outcome, var detail, var label) ->
          new TaskFailed(path, task, agent, outcome, detail, label);
      case TaskSkipped(_, _, var agent, var reason, var condition) ->
          new TaskSkipped(path, task, agent, reason, condition);
      case InputRequested(_, var question) -> new InputRequested(path, question);
      case OutputRejected(_, var reason, var by) -> new OutputRejected(path, reason, by);
      case ChatStarted(_, int call, var agent, var provider, var model) ->
          new ChatStarted(path, call, agent, provider, model);
      case ChatWaiting(_, int call, var provider, var why) ->
          new ChatWaiting(path, call, provider, why);
      case ChatResumed(_, int call) -> new ChatResumed(path, call);
      case ChatCompleted(_, int call, var reply, var bill) ->
          new ChatCompleted(path, call, reply, bill);
      case ChatFailed(_, int call, var failure, var detail, var bill) ->
          new ChatFailed(path, call, failure, detail, bill);
      case ToolStarted(_, var call) -> new ToolStarted(path, call);
      case ToolCompleted(_, var output) -> new ToolCompleted(path, output);
      case ToolFailed(_, var error) -> new ToolFailed(path, error);
      case ToolUnknown(_, var error) -> new ToolUnknown(path, error);
      case ValueRecorded(_, var kind, var passages, var failure, var bill) ->
          new ValueRecorded(path, kind, passages, failure, bill);
      case InputReceived(_, var decision, var text, var by, var answeredAt) ->
          new InputReceived(path, decision, text, by, answeredAt);
      case TimerFired(_, var timer) -> new TimerFired(path, timer);
    };
  }
}
