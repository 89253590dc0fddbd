package dev.rcrewai.http;

import dev.rcrewai.auth.Caller;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The event streams of one HttpVerticle instance. Lives on its context. */
final class EventStreams {
  static final String MEDIA_TYPE = "text/event-stream";
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Readers come back after it, with {@code Last-Event-ID}. */
  private static final Duration LIFETIME_MAX = Duration.ofDays(1);

  private static final String DOOR = "http";

  private final Executions executions;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Duration heartbeat;
  private final EventWire wire = new EventWire();
  private final Map<ExecutionId, Set<EventStream>> open = new HashMap<>();

  EventStreams(Executions executions, Metrics metrics, InstantSource clock, Duration heartbeat) {
    this.executions = executions;
    this.metrics = metrics;
    this.clock = clock;
    this.heartbeat = heartbeat;
  }

  /** Answers with a stream of the events after that seq. */
  void open(WebRequest request, Caller caller, ExecutionId id, long after) {
    var context = Objects.requireNonNull(Vertx.currentContext());
    var stream =
        new EventStream(request.context().response(), context, heartbeat, wire, this::closed, id);
    open.computeIfAbsent(id, _ -> new HashSet<>()).add(stream);
    metrics.streamOpened(DOOR);
    request.onDisconnect(stream::close);
    stream.begin(executions, after, lifetime(caller));
  }

  /** Live text for whoever reads along here. */
  void delta(ChatDelta delta) {
    open.getOrDefault(delta.execution(), Set.of()).forEach(stream -> stream.delta(delta));
  }

  /** Ends all streams; their readers come back with {@code Last-Event-ID}. */
  void closeAll() {
    open.values().stream().flatMap(Set::stream).toList().forEach(EventStream::close);
  }

  private void closed(EventStream stream) {
    metrics.streamClosed(DOOR);
    if (stream.wasCut()) {
      metrics.streamCut(DOOR);
    }
    open.computeIfPresent(
        stream.id(),
        (_, streams) -> {
          streams.remove(stream);
          return streams.isEmpty() ? null : streams;
        });
  }

  /** A stream is worth no more than the token that opened it. */
  private Duration lifetime(Caller caller) {
    return caller.left(clock.instant(), LIFETIME_MAX);
  }
}
