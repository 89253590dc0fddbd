package dev.rcrewai.execution;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What executions of each crew took lately, to tell whether a new one would be done in time. */
final class Durations {
  private static final int KEPT = 64;
  private static final int CREWS_MAX = 1_000;

  private static final class Ring {
    private final long[] millis = new long[KEPT];
    private int count;

    synchronized void add(long took) {
      millis[count % KEPT] = took;
      count++;
    }

    synchronized long median() {
      int filled = Math.min(count, KEPT);
      if (filled == 0) {
        return 0;
      }
      var sorted = Arrays.copyOf(millis, filled);
      Arrays.sort(sorted);
      return sorted[filled / 2];
    }
  }

  private final Map<String, Ring> byCrew = new ConcurrentHashMap<>();

  void took(String crew, Duration duration) {
    if (byCrew.size() < CREWS_MAX || byCrew.containsKey(crew)) {
      byCrew.computeIfAbsent(crew, _ -> new Ring()).add(duration.toMillis());
    }
  }

  /** The median, or zero where nothing is known. */
  Duration median(String crew) {
    var ring = byCrew.get(crew);
    return ring == null ? Duration.ZERO : Duration.ofMillis(ring.median());
  }
}
