package dev.rcrewai;

import dev.rcrewai.execution.StoreHealth;
import dev.rcrewai.health.HealthRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the store said when it was last asked, so that a scrape need not wait. Thread-safe. */
final class StoreWatch {
  private final Supplier<Future<StoreHealth>> store;
  private volatile double up = Double.NaN;
  private volatile double durable = Double.NaN;

  /**
   * @param store its health check
   */
  StoreWatch(Supplier<Future<StoreHealth>> store) {
    this.store = store;
  }

  /** Asks at once, and from now on; an answer must come within {@link HealthRegistry#DEADLINE}. */
  void askEvery(Vertx vertx, Duration period) {
    ask();
    vertx.setPeriodic(period.toMillis(), _ -> ask());
  }

  /** 1 where it reads and writes, 0 where it does not, NaN before the first answer. */
  double up() {
    return up;
  }

  /** 1 where acknowledged writes outlive its crash, 0 where not; the last word while it is away. */
  double durable() {
    return durable;
  }

  private void ask() {
    Future.succeededFuture()
        .compose(_ -> store.get())
        .timeout(HealthRegistry.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(this::answered)
        .onFailure(_ -> up = 0);
  }

  private void answered(StoreHealth health) {
    durable = health.isDurable() ? 1 : 0;
    up = 1;
  }
}
