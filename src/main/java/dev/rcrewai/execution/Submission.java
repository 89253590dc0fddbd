package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ExecutionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that accepting an execution writes, at once.
 *
 * @param crewHash the name of {@code crewJson}, which is stored once
 * @param crewJson the {@link Pinned} crew or flow
 * @param events the first batch, from seq 1, beginning with {@code execution.accepted}
 * @param summary what these events fold to; its status is RUNNING where {@code claimer} is set
 * @param claimer the node that takes the lease (epoch 1) in the same write, or null: queued
 * @param key the caller's idempotency key, or null
 * @param limits what the store checks in the same write
 */
public record Submission(
    ExecutionId id,
    String crewHash,
    String crewJson,
    List<Event> events,
    Summary summary,
    @Nullable NodeId claimer,
    @Nullable IdempotencyKey key,
    Limits limits) {
  public Submission {
    events = List.copyOf(events);
    if (events.isEmpty() || events.getFirst().seq() != 1) {
      throw new IllegalArgumentException("a journal begins with seq 1");
    }
    if (!(events.getFirst().data() instanceof ExecutionAccepted)) {
      throw new IllegalArgumentException("a journal begins with execution.accepted");
    }
    Batch.requireContiguous(events);
    summary.requireFoldOf(id, events);
    var expected = claimer == null ? Status.QUEUED : Status.RUNNING;
    if (summary.status() != expected) {
      throw new IllegalArgumentException(
          "status is " + summary.status() + "; with claimer " + claimer + " it is " + expected);
    }
  }

  /** When the execution has to have ended. */
  public Instant deadline() {
    return accepted().deadline();
  }

  /** The last event that the webhook is told of, or null. */
  public @Nullable Event lastWanted() {
    return Webhook.lastWanted(accepted().webhook(), events);
  }

  private ExecutionAccepted accepted() {
    return (ExecutionAccepted) events.getFirst().data();
  }

  /**
   * Names a caller's operation, so that sending it twice runs it once.
   *
   * @param operation scope of the key, with the caller
   * @param bodyHash what was asked; the same key with another body is refused
   * @param keptUntil at least; and never before the execution's end
   */
  public record IdempotencyKey(
      String caller, String operation, String key, String bodyHash, Instant keptUntil) {}

  /**
   * Bounds that must hold after the write.
   *
   * @param queuedMax executions waiting, over all callers
   * @param callerOpenMax executions of this caller that have not ended
   */
  public record Limits(int queuedMax, int callerOpenMax) {
    /** Only what came with the same key before is answered; the caller is full for the rest. */
    public static final Limits NOTHING_NEW = new Limits(0, 0);
  }
}
