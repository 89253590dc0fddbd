package dev.rcrewai.store;

import java.time.Instant;

/** An instant as nanoseconds since 1970: exact, sortable, and good until the year 2262. */
public final class Nanos {
  private static final long PER_SECOND = 1_000_000_000;
  private static final Instant FIRST = read(Long.MIN_VALUE);
  private static final Instant LAST = read(Long.MAX_VALUE);

  private Nanos() {}

  /** Instants out of range become the first or the last one in it. */
  public static long of(Instant instant) {
    if (!instant.isAfter(FIRST)) {
      return Long.MIN_VALUE;
    }
    if (!instant.isBefore(LAST)) {
      return Long.MAX_VALUE;
    }
    return instant.getEpochSecond() * PER_SECOND + instant.getNano();
  }

  public static Instant read(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }
}
