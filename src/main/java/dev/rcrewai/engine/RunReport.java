package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;
import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Status;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators hear of one run: metrics, the log, and what helps to judge the queue. */
final class RunReport {
  private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);

  private final RunServices services;
  private final ExecutionAccepted accepted;
  private final RunTrace trace;

  RunReport(RunServices services, ExecutionAccepted accepted) {
    this.services = services;
    this.accepted = accepted;
    this.trace = new RunTrace(services.tracing(), accepted);
  }

  /** What follows the journal for the trace's sake. */
  RunTrace trace() {
    return trace;
  }

  void started() {
    services.metrics().executionStarted(accepted.crewName());
  }

  /** It was in that state when this node claimed it. */
  void claimed(Status last) {
    if (last == Status.RUNNING) {
      services.metrics().leaseTakenOver(); // its owner did not release it
    }
  }

  /** The journal has this, from whichever node. */
  void seen(Event event) {
    trace.seen(event);
  }

  /** This was recorded here. */
  void recorded(EventData data) {
    switch (data) {
      case EventData.InputRequested asked ->
          services.metrics().questionAsked(asked.question().kind().word());
      case EventData.InputReceived received ->
          services.metrics().questionClosed(received.decision().word());
      case EventData.TimerFired(_, var timer) when timer.equals(EventData.TimerFired.EXPIRY) ->
          services.metrics().questionClosed("expired");
      default -> {}
    }
  }

  /** It goes on elsewhere. */
  void left() {
    services.metrics().executionLeft(accepted.crewName());
  }

  /** Its last event is durable. */
  void ended(Execution execution) {
    var outcome = requireNonNull(execution.outcome()).word();
    var took = execution.duration(services.clock().instant());
    services.metrics().executionEnded(accepted.crewName(), outcome, took);
    trace.ended(execution);
    services.dispatcher().ended(accepted.crewName(), worked(execution));
    LOG.info(
        "execution ended",
        kv("execution_id", execution.id().text()),
        kv("crew", accepted.crewName()),
        kv("outcome", outcome),
        kv("duration_ms", took.toMillis()),
        kv("trace_id", trace.traceId()),
        kv("span_id", trace.spanId()));
  }

  /** Without its time in the queue, which says nothing about the next one's work. */
  private static Duration worked(Execution execution) {
    var started = execution.startedAt();
    return started == null
        ? Duration.ZERO
        : Duration.between(started, requireNonNull(execution.endedAt()));
  }
}
