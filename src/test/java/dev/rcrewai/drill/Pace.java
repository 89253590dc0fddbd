package dev.rcrewai.drill;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a drill: lets a thread wait for a moment of it, and ends all waits at its end. */
final class Pace implements AutoCloseable {
  private final long start = System.nanoTime();
  private final CountDownLatch over = new CountDownLatch(1);

  /** Since the drill began. */
  Duration now() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Returns at that moment since the beginning, or when the drill is over. */
  void await(Duration moment) {
    pass(moment.minus(now()));
  }

  /** Returns after that time, or when the drill is over. */
  void pass(Duration time) {
    try {
      if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the drill is over");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  @Override
  public void close() {
    over.countDown();
  }
}
