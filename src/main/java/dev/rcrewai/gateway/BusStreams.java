package dev.rcrewai.gateway;

import dev.rcrewai.auth.Caller;
import dev.rcrewai.operation.Problem;
import dev.rcrewai.operation.Problems;
import dev.rcrewai.operation.Reply;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The event streams of one GatewayVerticle instance. Lives on its context. */
final class BusStreams {
  private static final String DOOR = "bus";

  private static final Pattern ADDRESS =
      Pattern.compile(Pattern.quote(Addresses.CLIENTS) + "[A-Za-z0-9._-]{1,128}");

  /** Readers come back after it. */
  private static final Duration LIFETIME_MAX = Duration.ofDays(1);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final GatewayServices services;
  private final StreamSlots slots;
  private final Metrics metrics;
  private final BusStream.Times times;
  private final Map<ExecutionId, Set<BusStream>> open = new HashMap<>();

  BusStreams(Vertx vertx, GatewayServices services, BusStream.Times times) {
    this.vertx = vertx;
    this.services = services;
    this.slots = services.streamSlots();
    this.metrics = services.metrics();
    this.times = times;
  }

  /** Answers, and then sends every event after that seq to that address. */
  void open(BusRequest request, Caller caller, ExecutionId id, long after, String address) {
    var credit = request.header(Headers.CREDIT).map(Credit::of).orElse(Credit.DEFAULT);
    if (!ADDRESS.matcher(address).matches()) {
      refuse(request, Problems.invalid("events-address must begin with " + Addresses.CLIENTS));
    } else if (credit.isEmpty()) {
      refuse(request, Problems.invalid(Credit.RULE));
    } else {
      switch (slots.take(caller.userId())) {
        case TAKEN -> begin(request, caller, id, after, address, credit);
        case CALLER_HAS_ALL ->
            refuse(request, full(429, "too_many_streams", "You have too many streams open"));
        case NODE_IS_FULL ->
            refuse(request, full(503, "server_full", "This node has too many streams open"));
      }
    }
  }

  /** Live text for whoever reads along here. */
  void delta(ChatDelta delta) {
    // A copy: a stream whose reader is gone may end in between.
    List.copyOf(open.getOrDefault(delta.execution(), Set.of()))
        .forEach(stream -> stream.delta(delta));
  }

  /** Ends all streams; their readers come back elsewhere. */
  void closeAll() {
    open.values().stream()
        .flatMap(Set::stream)
        .toList()
        .forEach(stream -> stream.end(BusStream.Reason.DRAIN));
  }

  private void begin(
      BusRequest request,
      Caller caller,
      ExecutionId id,
      long after,
      String address,
      OptionalInt credit) {
    var context = Objects.requireNonNull(Vertx.currentContext());
    var reader = new BusStream.Reader(id, address, credit.getAsInt(), after);
    var stream = new BusStream(vertx, context, times, reader, closed -> forget(closed, caller));
    open.computeIfAbsent(id, _ -> new HashSet<>()).add(stream);
    metrics.streamOpened(DOOR);
    var body = new JsonObject().put("execution_id", id.text()).put("after", after);
    request.send(new Reply(200, Map.of("Content-Type", "application/json"), body.toBuffer()));
    stream.begin(services.operations().executions(), lifetime(caller));
  }

  private void forget(BusStream stream, Caller caller) {
    metrics.streamClosed(DOOR);
    if (stream.wasSlow()) {
      metrics.streamCut(DOOR);
    }
    slots.giveBack(caller.userId());
    open.computeIfPresent(
        stream.id(),
        (_, streams) -> {
          streams.remove(stream);
          return streams.isEmpty() ? null : streams;
        });
  }

  private static void refuse(BusRequest request, Problem problem) {
    request.send(Reply.of(problem));
  }

  private static Problem full(int status, String code, String error) {
    return Problem.of(status, code, error).withRetryAfter(RETRY_AFTER);
  }

  private Duration lifetime(Caller caller) {
    return caller.left(services.operations().clock().instant(), LIFETIME_MAX);
  }
}
