package dev.rcrewai.knowledge;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one thread at a time work at what a key names. Thread-safe. */
final class KeyLocks {
  private final Set<String> taken = new HashSet<>();

  /** A key that is taken; closing it gives it back. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until nobody else has it; who has it comes to an end. */
  synchronized Taken take(String key) throws InterruptedException {
    while (!taken.add(key)) {
      wait(1000);
    }
    return () -> giveBack(key);
  }

  /** The key, or null where somebody has it. */
  synchronized @Nullable Taken tryTake(String key) {
    return taken.add(key) ? () -> giveBack(key) : null;
  }

  private synchronized void giveBack(String key) {
    taken.remove(key);
    notifyAll();
  }
}
