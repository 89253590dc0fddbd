package dev.rcrewai.llm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the retries of all calls to one provider together, so that a provider that fails is not
 * asked several times as much. Every call adds a fifth of a retry to the balance. A small reserve
 * comes back with time, for servers with little to do. Thread-safe.
 */
final class RetryBudget {
  static final int RESERVE = 10;

  private static final double PER_CALL = 0.2;
  private static final double BALANCE_MAX = 100;
  private static final double NANOS_PER_RETRY = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private double balance = RESERVE;
  private long toldAt;

  RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.toldAt = nanoTime.getAsLong();
  }

  /** A call was made that is no retry. */
  synchronized void called() {
    balance = Math.min(BALANCE_MAX, balance + PER_CALL);
  }

  /** Takes one retry, where there is one. */
  synchronized boolean tryTake() {
    long now = nanoTime.getAsLong();
    if (balance < RESERVE) {
      balance = Math.min(RESERVE, balance + (now - toldAt) / NANOS_PER_RETRY);
    }
    toldAt = now;
    if (balance < 1) {
      return false;
    }
    balance--;
    return true;
  }
}
