package dev.rcrewai.engine;

import static java.util.Objects.requireNonNull;
import static net.logstash.logback.argument.StructuredArguments.kv;

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

  /** Where the caller's trace id stands in a {@code traceparent} (W3C Trace Context). */
  private static final int TRACE_ID_FROM = 3;

  private static final int TRACE_ID_TO = 35;

  private final RunServices services;
  private final ExecutionAccepted accepted;

  RunReport(RunServices services, ExecutionAccepted accepted) {
    this.services = services;
    this.accepted = accepted;
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
    services.dispatcher().ended(accepted.crewName(), worked(execution));
    LOG.info(
        "execution ended",
        kv("execution_id", execution.id().text()),
        kv("crew", accepted.crewName()),
        kv("outcome", outcome),
        kv("duration_ms", took.toMillis()),
        kv("trace_id", traceId()));
  }

  private String traceId() {
    var parent = accepted.metadata().getOrDefault("traceparent", "");
    return parent.length() < TRACE_ID_TO ? "" : parent.substring(TRACE_ID_FROM, TRACE_ID_TO);
  }

  /** Without its time in the queue, which says nothing about the next one's work. */
  private static Duration worked(Execution execution) {
    var started = execution.startedAt();
    return started == null
        ? Duration.ZERO
        : Duration.between(started, requireNonNull(execution.endedAt()));
  }
}
