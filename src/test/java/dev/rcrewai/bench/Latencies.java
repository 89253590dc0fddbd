package dev.rcrewai.bench;

import java.util.Arrays;

/** Every measured latency, in nanoseconds; exact, since a run has less than a million. */
final class Latencies {
  private long[] nanos = new long[1 << 16];
  private int count;

  void add(long latency) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = latency;
  }

  int count() {
    return count;
  }

  /** The smallest latency that at least this share of all requests did not exceed; 0 of none. */
  double percentileMillis(double share) {
    if (count == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * count);
    return sorted[Math.clamp(rank - 1L, 0, count - 1)] / 1e6;
  }
}
