package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Journal;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells of in its trace: the execution, its tasks and its questions to people. When they
 * began is in the journal, perhaps by another node; whoever records their end sends their spans,
 * once that is durable.
 */
final class RunTrace implements Journal.Observer {
  /** As many as a span keeps. */
  private static final int MOVES_MAX = 128;

  private final Tracing tracing;
  private final ExecutionAccepted accepted;
  private final TraceContext recorded;
  private final TraceContext span;
  private final Map<String, Instant> tasks = new HashMap<>();
  private final Map<StepPath, Asked> questions = new HashMap<>();
  private final List<Move> moves = new ArrayList<>();
  private String node = "";
  private long epoch;

  private record Asked(String kind, Instant at) {}

  /** It came to a node, or left it. */
  private record Move(String event, Instant at, String node, long epoch) {}

  RunTrace(Tracing tracing, ExecutionAccepted accepted) {
    this.tracing = tracing;
    this.accepted = accepted;
    this.recorded = tracing.of(accepted.metadata());
    this.span = recorded.of(id());
  }

  /** The journal has this, from whichever node. */
  void seen(Event event) {
    if (!recorded.isSampled()) {
      return;
    }
    switch (event.data()) {
      case EventData.TaskStarted started -> tasks.put(started.task(), event.at());
      case EventData.InputRequested(var path, var question) ->
          questions.put(path, new Asked(question.kind().word(), event.at()));
      case EventData.ExecutionStarted(var by, long since) -> moved(event, by, since);
      case EventData.ExecutionResumed(var by, long since) -> moved(event, by, since);
      case EventData.ExecutionReleased _ -> moved(event, node, epoch);
      default -> {}
    }
  }

  private void moved(Event event, String by, long since) {
    node = by;
    epoch = since;
    if (moves.size() < MOVES_MAX) {
      moves.add(new Move(EventType.of(event.data()), event.at(), by, since));
    }
  }

  @Override
  public Future<AppendResult> appending(Batch batch, Supplier<Future<AppendResult>> append) {
    return tracing.stored(span, "append", batch.events().size(), append);
  }

  @Override
  public void stored(List<Event> events) {
    if (recorded.isSampled()) {
      events.forEach(event -> stored(event.data()));
    }
  }

  private void stored(EventData data) {
    switch (data) {
      case EventData.TaskCompleted closed -> closed(closed, null);
      case EventData.TaskFailed closed -> closed(closed, closed.outcome().word());
      case EventData.InputReceived received ->
          answered(received.path(), received.decision().word());
      case EventData.TimerFired(var path, var timer)
          when timer.equals(EventData.TimerFired.EXPIRY) ->
          answered(path, "expired");
      default -> {}
    }
  }

  private void closed(EventData.TaskClosed closed, @Nullable String failure) {
    var began = tasks.remove(closed.task());
    if (began != null) {
      tracing.task(recorded, id(), closed.path(), closed.agent(), began, failure);
    }
  }

  private void answered(StepPath path, String decision) {
    var asked = questions.remove(path);
    if (asked != null) {
      tracing.question(recorded, id(), path, asked.kind(), asked.at(), decision);
    }
  }

  /** Its last event is durable. */
  void ended(Execution execution) {
    var outcome = requireNonNull(execution.outcome());
    var span = tracing.execution(recorded, id(), accepted.crewName(), execution.createdAt());
    moves.forEach(move -> span.happened(move.event(), move.at(), move.node(), move.epoch()));
    if (accepted.retryOf() != null) {
      Tracing.retries(span, accepted.retryOf());
    }
    Tracing.ended(span, outcome.word(), isError(outcome));
  }

  /** The trace's id, by which logs are joined also while nothing is traced; may be empty. */
  String traceId() {
    return TraceContext.of(accepted.metadata()).traceId();
  }

  /** The id of the execution's span, or of what stands for it; empty while nothing is traced. */
  String spanId() {
    return span.spanId();
  }

  private static boolean isError(Outcome outcome) {
    return outcome != Outcome.COMPLETED && outcome != Outcome.CANCELLED;
  }

  private ExecutionId id() {
    return accepted.executionId();
  }
}
