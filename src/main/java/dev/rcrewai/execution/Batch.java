package dev.rcrewai.execution;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are appended together or not at all. Where the execution stands afterwards decides
 * about the lease: RUNNING keeps it, every other status gives it up, QUEUED puts the execution back
 * into the queue.
 *
 * @param events the first continues the journal: its seq is the last one's plus 1
 * @param summary what the journal folds to with these events
 * @param due when the execution has to be looked at, whoever works on it: its deadline, or, where
 *     it waits for people, when the first of its questions expires
 * @param webhook of the execution, or null
 */
public record Batch(
    Lease lease, List<Event> events, Summary summary, Instant due, @Nullable Webhook webhook) {
  public Batch {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a batch is empty");
    }
    events = List.copyOf(events);
    requireContiguous(events);
    summary.requireFoldOf(lease.execution(), events);
  }

  static void requireContiguous(List<Event> events) {
    for (int i = 1; i < events.size(); i++) {
      long expected = events.get(i - 1).seq() + 1;
      if (events.get(i).seq() != expected) {
        throw new IllegalArgumentException(
            "seq " + events.get(i).seq() + " follows " + (expected - 1) + "; seqs are contiguous");
      }
    }
  }

  /** The seq that the journal must end with for this batch to fit. */
  public long expectedLastSeq() {
    return events.getFirst().seq() - 1;
  }

  /** The last event that the webhook is told of, or null. */
  public @Nullable Event lastWanted() {
    return Webhook.lastWanted(webhook, events);
  }

  /** Whether it records a step's result, or another thing that nobody waits for again. */
  public boolean isProgress() {
    return events.stream().map(Event::data).anyMatch(Batch::isProgress);
  }

  /** The same of one event. */
  public static boolean isProgress(EventData data) {
    return data instanceof EventData.StepResult
        || data instanceof EventData.TimerFired
        || data instanceof EventData.Terminal;
  }
}
