package dev.rcrewai.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who waits in the queue for a slot, as far as this node knows. Thread-safe. */
final class Backlog {
  private int depth;
  private @Nullable Instant oldest;
  private int suspects;
  private long arrivals;

  /** One more waits. */
  synchronized void arrived() {
    depth++;
    arrivals++;
  }

  /** A moment, to name what the store was asked before or after. */
  synchronized long mark() {
    return arrivals;
  }

  /** What the store said; it may not have counted who arrived since it was asked. */
  synchronized void counted(QueueState queue, long askedAt) {
    depth = queue.depth() + (int) (arrivals - askedAt);
    oldest = queue.oldest();
    suspects = queue.suspects();
  }

  /** Executions that wait to run alone. */
  synchronized int suspects() {
    return suspects;
  }

  /** Executions that wait. */
  synchronized int depth() {
    return depth;
  }

  /** When the one that waits longest was accepted, or null where none waits. */
  synchronized @Nullable Instant oldest() {
    return oldest;
  }
}
