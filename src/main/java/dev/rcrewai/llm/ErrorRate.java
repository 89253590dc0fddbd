package dev.rcrewai.llm;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** The share of failures among what happened within {@link #WINDOW}. Thread-safe. */
final class ErrorRate {
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final int SLICES = 10;
  private static final long SLICE_SECONDS = WINDOW.toSeconds() / SLICES;

  /** Which slice of time each place holds now; a place is used again for a later one. */
  private final long[] slices = new long[SLICES];

  private final long[] all = new long[SLICES];
  private final long[] failed = new long[SLICES];

  /** Something happened. */
  synchronized void add(boolean isFailure, Instant at) {
    long slice = slice(at);
    int place = Math.floorMod(slice, SLICES);
    if (slices[place] != slice) {
      slices[place] = slice;
      all[place] = 0;
      failed[place] = 0;
    }
    all[place]++;
    failed[place] += isFailure ? 1 : 0;
  }

  /** From 0 to 1; empty where nothing happened. */
  synchronized OptionalDouble at(Instant now) {
    long oldest = slice(now) - SLICES + 1;
    long sum = 0;
    long failures = 0;
    for (int i = 0; i < SLICES; i++) {
      if (slices[i] >= oldest) {
        sum += all[i];
        failures += failed[i];
      }
    }
    return sum == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) failures / sum);
  }

  private static long slice(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SLICE_SECONDS);
  }
}
