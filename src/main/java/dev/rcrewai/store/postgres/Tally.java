package dev.rcrewai.store.postgres;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was counted a moment ago, and what this node added since. Counting ten thousand rows costs
 * milliseconds, so only who is near a limit, or has not counted lately, counts. What other nodes
 * add meanwhile is within {@link #MARGIN}. Thread-safe.
 */
final class Tally {
  /** The same as {@code far_from_limit} in {@code accept_2}. */
  static final int MARGIN = 500;

  private static final Duration GOOD_FOR = Duration.ofSeconds(1);
  private static final int NAMES_MAX = 1_000;

  private record Count(long value, long nanoTime) {}

  private final Map<String, Count> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > NAMES_MAX;
        }
      };

  /** Whether no count is needed. */
  synchronized boolean isFarFrom(String name, int max) {
    var known = counts.get(name);
    return known != null
        && known.value() + MARGIN < max
        && System.nanoTime() - known.nanoTime() < GOOD_FOR.toNanos();
  }

  /** Remembers a count, where one was made. */
  synchronized void counted(String name, @Nullable Integer value) {
    if (value != null) {
      counts.put(name, new Count(value, System.nanoTime()));
    }
  }

  /** One more than was counted. */
  synchronized void added(String name) {
    counts.computeIfPresent(name, (_, count) -> new Count(count.value() + 1, count.nanoTime()));
  }
}
