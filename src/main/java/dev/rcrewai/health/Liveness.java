package dev.rcrewai.health;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this process makes progress: each event loop ticks twice a second, and one that has not
 * ticked for {@link #SILENCE_MAX} is stuck. It depends on nothing else, neither on providers nor on
 * the store, since a restart would not mend those. Thread-safe.
 */
public final class Liveness implements AutoCloseable {
  /** How long an event loop may be silent; far beyond any pause of the garbage collector. */
  public static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private static final long TICK_MILLIS = 500;

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final List<Pulse> pulses = new ArrayList<>();

  /** Watches every event loop of this Vert.x until it is closed. */
  public static Liveness of(Vertx vertx) {
    var loops = ((VertxInternal) vertx).nettyEventLoopGroup();
    return new Liveness(loops, InstantSource.system(), System::nanoTime);
  }

  Liveness(Iterable<EventExecutor> loops, InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    for (var loop : loops) {
      pulses.add(new Pulse(loop, nanoTime));
    }
  }

  /** Reads what is known; asks nobody and does not wait. */
  public LiveReport report() {
    long now = nanoTime.getAsLong();
    long stuck = pulses.stream().filter(pulse -> pulse.isSilent(now)).count();
    return new LiveReport(clock.instant(), pulses.size(), (int) stuck);
  }

  @Override
  public void close() {
    pulses.forEach(Pulse::stop);
  }

  private static final class Pulse {
    private final ScheduledFuture<?> ticking;
    private volatile long tickedAt;

    Pulse(EventExecutor loop, LongSupplier nanoTime) {
      tickedAt = nanoTime.getAsLong();
      ticking =
          loop.scheduleWithFixedDelay(
              () -> tickedAt = nanoTime.getAsLong(), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    boolean isSilent(long now) {
      return now - tickedAt > SILENCE_MAX.toNanos();
    }

    void stop() {
      ticking.cancel(false);
    }
  }
}
