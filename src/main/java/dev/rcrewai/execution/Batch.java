package dev.rcrewai.execution;

import java.util.List;

/**
 * Events that are appended together or not at all. Where the execution stands afterwards decides
 * about the lease: RUNNING keeps it, every other status gives it up, QUEUED puts the execution back
 * into the queue.
 *
 * @param events the first continues the journal: its seq is the last one's plus 1
 * @param summary what the journal folds to with these events
 */
public record Batch(Lease lease, List<Event> events, Summary summary) {
  public Batch {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a batch is empty");
    }
    events = List.copyOf(events);
  }

  /** The seq that the journal must end with for this batch to fit. */
  public long expectedLastSeq() {
    return events.getFirst().seq() - 1;
  }
}
