package dev.rcrewai.drill;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One chat request as the provider saw it. */
final class Call {
  /**
   * What it was about.
   *
   * @param word names the execution
   * @param turn of the conversation about the task, from 1
   */
  record Step(String word, String task, int turn) {
    /** The path that a journal has for it; no task of a drill needs a second attempt. */
    String path() {
      return task + "/attempt/1/turn/" + turn + "/chat";
    }
  }

  private final Step step;
  private final int node;
  private final Instant at;
  private volatile @Nullable Instant endedAt;
  private volatile boolean answered;

  /**
   * @param node the place of the caller in its cluster
   * @param at when the request arrived
   */
  Call(Step step, int node, Instant at) {
    this.step = step;
    this.node = node;
    this.at = at;
  }

  Step step() {
    return step;
  }

  int node() {
    return node;
  }

  Instant at() {
    return at;
  }

  /** The answer goes out. */
  synchronized void answer() {
    if (endedAt == null) {
      answered = true;
      endedAt = Instant.now();
    }
  }

  /** The caller went away without an answer. */
  synchronized void lose() {
    if (endedAt == null) {
      endedAt = Instant.now();
    }
  }

  /** When the caller went away without an answer, or null where it did not. */
  @Nullable Instant lostAt() {
    return answered ? null : endedAt;
  }

  boolean isInFlight() {
    return endedAt == null;
  }

  /** Whether a fault at that moment may have lost its result: not answered yet, or just so. */
  boolean isAtRisk(Instant moment, Duration unrecordedMax) {
    var ended = endedAt;
    return ended == null || ended.plus(unrecordedMax).isAfter(moment);
  }

  @Override
  public String toString() {
    return step + " by node " + node + " at " + at;
  }
}
