package dev.rcrewai.limit;

import dev.rcrewai.limit.CallerRate.Permit.Granted;
import dev.rcrewai.limit.CallerRate.Permit.Refused;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The caller rate of one node: a token bucket per caller. At most {@code callersMax} callers are
 * remembered; the one who stayed away longest is forgotten first and, should it return, starts with
 * a full bucket. Thread-safe; the lock is held for a map look-up only.
 */
public final class LocalCallerRate implements CallerRate {
  /** Callers remembered unless told otherwise; about 200 bytes each. */
  public static final int CALLERS_MAX = 10_000;

  private static final Permit GRANTED = new Granted();

  private final long perSecond;
  private final long burst;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets;

  /** A rate on the machine's monotonic clock, with {@link #CALLERS_MAX}. */
  public LocalCallerRate(long perSecond, long burst) {
    this(perSecond, burst, CALLERS_MAX, System::nanoTime);
  }

  /**
   * @param perSecond permits that come back each second
   * @param burst permits of a caller who has not come for a while
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public LocalCallerRate(long perSecond, long burst, int callersMax, LongSupplier nanoTime) {
    if (perSecond < 1 || burst < 1 || callersMax < 1) {
      throw new IllegalArgumentException(
          "rate %d/s, burst %d, callers %d; expected each to be at least 1"
              .formatted(perSecond, burst, callersMax));
    }
    this.perSecond = perSecond;
    this.burst = burst;
    this.time = new MonotonicTime(nanoTime);
    this.buckets = new RecentlyUsed<>(callersMax);
  }

  @Override
  public Future<Permit> tryAcquire(String caller) {
    var probe = bucket(caller).tryConsumeAndReturnRemaining(1);
    return Future.succeededFuture(
        probe.isConsumed()
            ? GRANTED
            : new Refused(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()))));
  }

  private Bucket bucket(String caller) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(caller, _ -> newBucket());
    }
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }

  private record MonotonicTime(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private static final class RecentlyUsed<V> extends LinkedHashMap<String, V> {
    private final int entriesMax;

    RecentlyUsed(int entriesMax) {
      super(16, 0.75f, true);
      this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > entriesMax;
    }
  }
}
