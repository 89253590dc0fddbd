package dev.rcrewai.limit;

import dev.rcrewai.limit.ProviderRate.Permit.Granted;
import dev.rcrewai.limit.ProviderRate.Permit.Refused;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The rate of one node. Holds the lock for a few additions only. */
public final class LocalProviderRate implements ProviderRate {
  /** Models whose closing is remembered; more than a provider closes within a minute. */
  static final int CLOSED_MAX = 100;

  private static final Permit GRANTED = new Granted();

  private final LongSupplier nanoTime;
  private final Bucket requests;
  private final Bucket tokens;
  private final Map<String, Long> closedUntil = new HashMap<>();

  /**
   * @param requestsPerMinute 0 for any number
   * @param tokensPerMinute 0 for any number
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public LocalProviderRate(long requestsPerMinute, long tokensPerMinute, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    long now = nanoTime.getAsLong();
    this.requests = new Bucket((double) requestsPerMinute, now);
    this.tokens = new Bucket((double) tokensPerMinute, now);
  }

  @Override
  public Future<Permit> take(String model, long count) {
    return Future.succeededFuture(takeNow(model, count));
  }

  private synchronized Permit takeNow(String model, long count) {
    long now = nanoTime.getAsLong();
    long closed = closedUntil.getOrDefault(model, now) - now;
    if (closed > 0) {
      return new Refused(Duration.ofNanos(closed), Scope.MODEL);
    }
    long wait = Math.max(requests.waitFor(1, now), tokens.waitFor(count, now));
    if (wait > 0) {
      return new Refused(Duration.ofNanos(wait), Scope.KEY);
    }
    requests.take(1);
    tokens.take(count);
    return GRANTED;
  }

  @Override
  public synchronized void correct(long count) {
    tokens.take(count);
  }

  @Override
  public synchronized void close(String model, Duration pause) {
    long now = nanoTime.getAsLong();
    closedUntil.values().removeIf(until -> until - now <= 0);
    if (closedUntil.size() < CLOSED_MAX) {
      closedUntil.merge(
          model, now + pause.toNanos(), (known, told) -> told - known > 0 ? told : known);
    }
  }

  /** A bucket that holds a minute's worth and may owe what was counted afterwards. */
  private static final class Bucket {
    private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

    private final double perMinute;
    private double level;
    private long filledAt;

    Bucket(double perMinute, long now) {
      this.perMinute = perMinute;
      this.level = perMinute;
      this.filledAt = now;
    }

    /** Nanoseconds until so much is there. */
    long waitFor(long count, long now) {
      if (perMinute == 0) {
        return 0;
      }
      level = Math.min(perMinute, level + (now - filledAt) / NANOS_PER_MINUTE * perMinute);
      filledAt = now;
      double missing = Math.min((double) count, perMinute) - level;
      return missing <= 0 ? 0 : (long) Math.ceil(missing / perMinute * NANOS_PER_MINUTE);
    }

    void take(long count) {
      level = Math.min(perMinute, level - count);
    }
  }
}
