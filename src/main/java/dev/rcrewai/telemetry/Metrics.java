package dev.rcrewai.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Every metric of the server: its name, labels and buckets, and nowhere else. Label values come
 * from closed sets or from configuration, never from a caller. Thread-safe.
 */
public final class Metrics {
  private static final Duration[] REQUEST_BUCKETS = seconds(0.1, 0.5, 1, 5, 10, 30, 60, 300, 600);
  private static final Duration[] EXECUTION_BUCKETS = seconds(1, 5, 10, 30, 60, 300, 600, 1800);
  private static final Duration[] CALL_BUCKETS = seconds(0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120);

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, AtomicInteger> active = new ConcurrentHashMap<>();

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** One HTTP request; {@code path} is the route's template. */
  public void requestFinished(String method, String path, int status, Duration took) {
    counter("rcrewai.requests", "method", method, "path", path, "status", Integer.toString(status))
        .increment();
    timer("rcrewai.request.duration", REQUEST_BUCKETS, "method", method, "path", path).record(took);
  }

  /** An execution began to run, or went on, on this node. */
  public void executionStarted(String crew) {
    active(crew).incrementAndGet();
  }

  /** An execution left this node without an end: released, or fenced. */
  public void executionLeft(String crew) {
    active(crew).decrementAndGet();
  }

  /** An execution ended; {@code outcome} is the outcome's word. */
  public void executionEnded(String crew, String outcome, Duration took) {
    active(crew).decrementAndGet();
    counter("rcrewai.executions", "crew_name", crew, "status", outcome).increment();
    timer("rcrewai.execution.duration", EXECUTION_BUCKETS, "crew_name", crew).record(took);
  }

  /** One attempt at a provider ended; {@code status} is {@code ok} or the failure's word. */
  public void chatFinished(String provider, String model, String status, Duration took) {
    counter("rcrewai.llm.api.calls", "provider", provider, "model", model, "status", status)
        .increment();
    timer("rcrewai.llm.call.duration", CALL_BUCKETS, "provider", provider, "model", model)
        .record(took);
  }

  /** A chat call will be tried again. */
  public void chatRetried(String provider, String reason) {
    counter("rcrewai.llm.retries", "provider", provider, "reason", reason).increment();
  }

  /** Tokens as the provider counted them; {@code kind} is input, cached, output or reasoning. */
  public void tokensUsed(String provider, String model, String kind, long tokens) {
    counter("rcrewai.llm.tokens", "provider", provider, "model", model, "kind", kind)
        .increment((double) tokens);
  }

  /** What the tokens cost. */
  public void costIncurred(String provider, String model, BigDecimal usd) {
    counter("rcrewai.llm.cost.usd", "provider", provider, "model", model)
        .increment(usd.doubleValue());
  }

  /** One tool call ended; {@code status} is completed, failed or unknown. */
  public void toolFinished(String tool, String status, Duration took) {
    counter("rcrewai.tool.calls", "tool", tool, "status", status).increment();
    timer("rcrewai.tool.duration", CALL_BUCKETS, "tool", tool).record(took);
  }

  /** Work was turned away; {@code reason} is one of a closed set. */
  public void rejected(String reason) {
    counter("rcrewai.rejected", "reason", reason).increment();
  }

  /** A file of crews was read again; {@code result} is loaded or rejected. */
  public void crewsReloaded(String result) {
    counter("rcrewai.crew.reloads", "result", result).increment();
  }

  /** Measures how late an event loop runs its timers. */
  public void eventLoopLag(Duration lag) {
    timer("rcrewai.event.loop.lag", seconds(0.001, 0.01, 0.1, 0.5, 1, 5)).record(lag);
  }

  /** A figure that is asked for at each scrape, for example {@code rcrewai.queue.depth}. */
  public void gauge(GaugeName name, Supplier<Number> value, String... labels) {
    Gauge.builder(name.text(), value).tags(labels).strongReference(true).register(registry);
  }

  /** The gauges that parts of the server register. */
  public enum GaugeName {
    /** Executions waiting for a slot. */
    QUEUE_DEPTH("rcrewai.queue.depth"),
    /** Seconds that the oldest of them has waited. */
    QUEUE_AGE("rcrewai.queue.age.seconds"),
    /** 0 closed, 1 half-open, 2 open; label {@code provider}. */
    BREAKER_STATE("rcrewai.breaker.state"),
    /** Chat calls in flight; label {@code provider}. */
    CHATS_IN_FLIGHT("rcrewai.llm.in.flight"),
    /** Crews that can be run. */
    CREWS_LOADED("rcrewai.crews.loaded"),
    /** Files of crews whose newest version is not in use because it has problems. */
    CREWS_BROKEN("rcrewai.crews.broken"),
    /** Bytes of heap and direct memory in use. */
    MEMORY_USAGE("rcrewai.memory.usage.bytes");

    private final String text;

    GaugeName(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private AtomicInteger active(String crew) {
    return active.computeIfAbsent(
        crew,
        name -> {
          var count = new AtomicInteger();
          Gauge.builder("rcrewai.active.executions", count, AtomicInteger::get)
              .tags("crew_name", name)
              .register(registry);
          return count;
        });
  }

  private Counter counter(String name, String... labels) {
    return registry.counter(name, Tags.of(labels));
  }

  private Timer timer(String name, Duration[] buckets, String... labels) {
    return Timer.builder(name).tags(labels).serviceLevelObjectives(buckets).register(registry);
  }

  private static Duration[] seconds(double... buckets) {
    var durations = new Duration[buckets.length];
    for (int i = 0; i < buckets.length; i++) {
      durations[i] = Duration.ofMillis(Math.round(buckets[i] * 1000));
    }
    return durations;
  }
}
