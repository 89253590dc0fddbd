package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.TaskClosed;
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
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a retry takes over from the execution it repeats. It stands in the new journal right after
 * {@code execution.accepted}, and only fits the same pinned crew and inputs. Task by task:
 *
 * <ul>
 *   <li>Completed: all its steps and notes; likewise the run of a flow's step that failed, where
 *       the flow went on.
 *   <li>Open at the end, or failed in a way that may pass: everything up to its last step that did
 *       something, so that it goes on there and no side effect happens twice. The failures after it
 *       are forgotten; the attempts used up before it stay used.
 *   <li>Failed in a way that would repeat itself, skipped, or open when the server itself failed:
 *       nothing; it begins anew.
 * </ul>
 *
 * <p>What a task taught is kept in mind anew, unless it was completed. A tool that was begun and
 * has no result stays begun. A file whose task did not complete is written anew, and a tool that a
 * flow's step called is called anew where that failed. What was inherited costs nothing again: its
 * bills are zero.
 */
public final class Inheritance {
  private enum Share {
    ALL,
    UP_TO_LAST_STEP,
    NOTHING
  }

  private final Map<String, TaskClosed> ends = new HashMap<>();
  private final Map<String, Long> lastSteps = new HashMap<>();
  private final Set<StepPath> failedCalls = new HashSet<>();
  private boolean serverFailed;

  private Inheritance() {}

  /** The events to append, in order; {@code journal} is that of the first execution, whole. */
  public static List<EventData> of(List<Event> journal) {
    var inheritance = new Inheritance();
    journal.forEach(inheritance::read);
    var inherited = new ArrayList<EventData>();
    for (var event : journal) {
      if (event.data() instanceof EventData.OfStep step && inheritance.takes(step, event.seq())) {
        inherited.add(free(step));
      }
    }
    return List.copyOf(inherited);
  }

  private void read(Event event) {
    if (event.data() instanceof TaskClosed end) {
      ends.putIfAbsent(end.task(), end);
    } else if (event.data() instanceof ToolFailed(var path, _) && path.isOwnCall()) {
      failedCalls.add(path);
    } else if (event.data() instanceof EventData.OfStep step && didSomething(step)) {
      lastSteps.put(step.path().taskName(), event.seq());
    } else if (event.data() instanceof EventData.Terminal end) {
      serverFailed = end.outcome() == Outcome.INTERNAL_ERROR;
    }
  }

  private static boolean didSomething(EventData.OfStep step) {
    if (step.path().isFile()) {
      return false;
    }
    return switch (step) {
      case ChatCompleted _,
          ToolStarted _,
          ToolCompleted _,
          ToolFailed _,
          ToolUnknown _,
          InputReceived _ ->
          true;
      case ValueRecorded value -> value.failure() == null;
      case ChatStarted _, ChatFailed _, TimerFired _, EventData.Wait _, EventData.Note _ -> false;
    };
  }

  private boolean takes(EventData.OfStep step, long seq) {
    var remembered = step.path().rememberedTask();
    var share = share(remembered == null ? step.path().taskName() : remembered);
    boolean partly =
        share == Share.UP_TO_LAST_STEP
            && !step.path().isFile()
            && !failedCalls.contains(step.path())
            && seq <= lastSteps.getOrDefault(step.path().taskName(), 0L);
    return switch (step) {
      case ChatCompleted _,
          ToolStarted _,
          ToolCompleted _,
          ToolFailed _,
          ToolUnknown _,
          InputRequested _,
          InputReceived _ ->
          share == Share.ALL || partly;
      case TaskStarted _, TaskCompleted _ -> share == Share.ALL;
      case OutputRejected _ -> share == Share.ALL || partly;
      case ValueRecorded value when value.kind() == ValueRecorded.Kind.REMEMBERED ->
          share == Share.ALL;
      case ValueRecorded value when value.failure() == null -> share == Share.ALL || partly;
      case ValueRecorded value -> partly && !endsItsTask(value);
      case ChatFailed(_, _, var failure, _, _) -> partly && !endsItsTask(failure);
      case TimerFired(_, var timer) -> partly && timer.equals(TimerFired.BACKOFF);
      case TaskFailed failed -> failed.label() != null;
      case ChatStarted _, EventData.Wait _, TaskSkipped _ -> false;
    };
  }

  /** Where several chats run side by side, others may have answered after it; it is asked again. */
  private static boolean endsItsTask(ChatFailure failure) {
    return failure == ChatFailure.ABORTED || failure == ChatFailure.BUDGET;
  }

  /** Work goes on without memories, and not without knowledge. */
  private static boolean endsItsTask(ValueRecorded value) {
    return value.isStopped() && value.kind() != ValueRecorded.Kind.MEMORY;
  }

  private Share share(String task) {
    return switch (ends.get(task)) {
      case null -> serverFailed ? Share.NOTHING : Share.UP_TO_LAST_STEP;
      case TaskCompleted _ -> Share.ALL;
      case TaskFailed failed when failed.label() != null -> Share.ALL;
      case TaskFailed failed ->
          failed.outcome().retryable() ? Share.UP_TO_LAST_STEP : Share.NOTHING;
      case TaskSkipped _ -> Share.NOTHING;
    };
  }

  private static EventData free(EventData.OfStep step) {
    return switch (step) {
      case ChatCompleted(var path, int call, var reply, var bill) ->
          new ChatCompleted(path, call, reply, free(bill));
      case ChatFailed(var path, int call, var failure, var detail, var bill) ->
          new ChatFailed(path, call, failure, detail, free(bill));
      case ValueRecorded(var path, var kind, var passages, var failure, var bill) ->
          new ValueRecorded(path, kind, passages, failure, bill == null ? null : free(bill));
      case ChatStarted _,
          EventData.Wait _,
          ToolStarted _,
          ToolCompleted _,
          ToolFailed _,
          ToolUnknown _,
          InputReceived _,
          TimerFired _,
          EventData.Note _ ->
          step;
    };
  }

  private static Bill free(Bill bill) {
    return new Bill(bill.provider(), bill.model(), Usage.NONE, BigDecimal.ZERO);
  }
}
