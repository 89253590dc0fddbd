package dev.rcrewai.telemetry;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures, on every event loop, how much later than asked for a periodic timer runs: the time that
 * something else held the loop. Thread-safe.
 */
public final class EventLoopLag implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<ScheduledFuture<?>> timers = new ArrayList<>();

  private EventLoopLag() {}

  /** Measures until it is closed. */
  public static EventLoopLag of(Vertx vertx, Metrics metrics) {
    var loops = ((VertxInternal) vertx).nettyEventLoopGroup();
    return start(loops, PERIOD, System::nanoTime, metrics);
  }

  static EventLoopLag start(
      Iterable<EventExecutor> loops, Duration period, LongSupplier nanoTime, Metrics metrics) {
    var lag = new EventLoopLag();
    for (var loop : loops) {
      var probe = new Probe(period.toNanos(), nanoTime, metrics);
      lag.timers.add(
          loop.scheduleWithFixedDelay(
              probe, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }
    return lag;
  }

  @Override
  public void close() {
    timers.forEach(timer -> timer.cancel(false));
  }

  /** Runs on one event loop only; its first due time is set where it is made. */
  private static final class Probe implements Runnable {
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private final Metrics metrics;
    private long dueAt;

    Probe(long periodNanos, LongSupplier nanoTime, Metrics metrics) {
      this.periodNanos = periodNanos;
      this.nanoTime = nanoTime;
      this.metrics = metrics;
      this.dueAt = nanoTime.getAsLong() + periodNanos;
    }

    @Override
    public void run() {
      long now = nanoTime.getAsLong();
      metrics.eventLoopLag(Duration.ofNanos(Math.max(0, now - dueAt)));
      dueAt = now + periodNanos;
    }
  }
}
