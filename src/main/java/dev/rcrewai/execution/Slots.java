package dev.rcrewai.execution;

import java.util.concurrent.atomic.AtomicInteger;

/** How many executions this node runs, and how many it may. Thread-safe. */
final class Slots {
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  Slots(int max) {
    this.max = max;
  }

  /** Takes a slot where one is free. */
  boolean tryTake() {
    int before;
    do {
      before = taken.get();
      if (before >= max) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + 1));
    return true;
  }

  /** Takes one beyond the bound: for work that ends at once, such as a cancel. */
  void takeAnyway() {
    taken.incrementAndGet();
  }

  void giveBack() {
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }

  int max() {
    return max;
  }

  int free() {
    return Math.max(0, max - taken.get());
  }
}
