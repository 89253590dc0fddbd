package dev.rcrewai.health;

import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.Supplier;

/**
 * How full the heap is: {@code usage} from 0 to 1 with two decimals, a warning beyond {@link
 * #USAGE_MAX}.
 */
public final class MemoryCheck implements Supplier<Future<Check>> {
  /** The fill beyond which somebody should look. */
  public static final double USAGE_MAX = 0.9;

  private final Supplier<MemoryUsage> heap;

  /** Measures this process' heap. */
  public MemoryCheck() {
    this(ManagementFactory.getMemoryMXBean()::getHeapMemoryUsage);
  }

  MemoryCheck(Supplier<MemoryUsage> heap) {
    this.heap = heap;
  }

  @Override
  public Future<Check> get() {
    var now = heap.get();
    // The heap's maximum is undefined (-1) on a JVM that was given none.
    long max = now.getMax() > 0 ? now.getMax() : now.getCommitted();
    double usage = Math.round(100.0 * now.getUsed() / max) / 100.0;
    var status = usage > USAGE_MAX ? HealthStatus.WARNING : HealthStatus.HEALTHY;
    return Future.succeededFuture(Check.of(status).with("usage", usage));
  }
}
