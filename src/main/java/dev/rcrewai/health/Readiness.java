package dev.rcrewai.health;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Whether this node takes work: it has started, is not draining, and reaches its store. It only
 * moves forward, from starting over ready to draining. Thread-safe.
 */
public final class Readiness {
  private enum Phase {
    STARTING,
    READY,
    DRAINING
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private final InstantSource clock;
  private final Instant startedAt;
  private final IntSupplier crews;
  private final Supplier<Future<Check>> store;

  /**
   * @param crews how many crews can be run
   * @param store the store's own health check; anything but unhealthy is good enough
   */
  public Readiness(InstantSource clock, IntSupplier crews, Supplier<Future<Check>> store) {
    this.clock = clock;
    this.startedAt = clock.instant();
    this.crews = crews;
    this.store = store;
  }

  /** The node has started. Does nothing once it drains. */
  public void ready() {
    phase.compareAndSet(Phase.STARTING, Phase.READY);
  }

  /** The node takes no more work, from now on and for good. */
  public void drain() {
    phase.set(Phase.DRAINING);
  }

  /** Whether {@link #drain} was called. */
  public boolean isDraining() {
    return phase.get() == Phase.DRAINING;
  }

  /** Asks the store, for at most {@link HealthRegistry#DEADLINE}; never fails. */
  public Future<ReadyReport> report() {
    if (phase.get() != Phase.READY) {
      return Future.succeededFuture(report(false));
    }
    return reachesStore().map(this::report);
  }

  private Future<Boolean> reachesStore() {
    return Future.succeededFuture()
        .compose(_ -> store.get())
        .timeout(HealthRegistry.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .map(check -> check.status() != HealthStatus.UNHEALTHY)
        .otherwise(false);
  }

  private ReadyReport report(boolean storeReached) {
    // Read again: a drain that began while the store was asked must already show.
    var now = phase.get();
    var at = clock.instant();
    return new ReadyReport(
        at,
        storeReached && now == Phase.READY,
        crews.getAsInt(),
        Duration.between(startedAt, at),
        now == Phase.DRAINING);
  }
}
