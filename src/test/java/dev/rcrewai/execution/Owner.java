package dev.rcrewai.execution;

import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lease in a test, and what its journal folds to so far. Immutable: {@link #after} is
 * the owner once a batch was stored.
 */
public record Owner(Lease lease, Summary summary, @Nullable Webhook webhook) {
  private static final Usage TURN = new Usage(700, 20, 80, 5);
  private static final StepPath TOOL = StepPath.task("reply").attempt(1).turn(1).tool(1);
  private static final StepPath CHAT = StepPath.task("reply").attempt(1).turn(1).chat();

  public Owner(Lease lease, Summary summary) {
    this(lease, summary, null);
  }

  /** The one that a draft's claimer becomes when it is accepted. */
  public static Owner of(Draft draft) {
    var claimer = draft.claimer();
    if (claimer == null) {
      throw new IllegalArgumentException("the draft has no claimer");
    }
    return new Owner(new Lease(draft.id(), claimer, 1), draft.summary(), draft.webhook());
  }

  public Owner after(Batch batch) {
    return new Owner(lease, batch.summary(), webhook);
  }

  public Owner lease(Lease other) {
    return new Owner(other, summary, webhook);
  }

  /** The next events, the execution running on. */
  public Batch next(int count) {
    return batch(summary.lastSeq() + 1, count, Status.RUNNING, null);
  }

  /** One event that records the result of a step. */
  public Batch progress() {
    long seq = summary.lastSeq() + 1;
    var event = new Event(seq, at(seq), new EventData.ToolCompleted(TOOL, "42"));
    return new Batch(
        lease, List.of(event), folded(List.of(event), Status.RUNNING, null), deadline(), webhook);
  }

  /** Events that do not continue the journal. */
  public Batch from(long seq) {
    return batch(seq, 1, Status.RUNNING, null);
  }

  /** One event, after which the execution waits for a person. */
  public Batch park() {
    return batch(summary.lastSeq() + 1, 1, Status.WAITING, null);
  }

  /** The same, until the first question's expiry. */
  public Batch park(Instant expiry) {
    return due(park(), expiry);
  }

  /** That batch, with another moment at which the execution is due. */
  public static Batch due(Batch batch, Instant due) {
    return new Batch(batch.lease(), batch.events(), batch.summary(), due, batch.webhook());
  }

  /** That of the draft. */
  private Instant deadline() {
    return summary.createdAt().plusSeconds(300);
  }

  /** One event, with which the owner gives it back to the queue. */
  public Batch release() {
    return batch(summary.lastSeq() + 1, 1, Status.QUEUED, null);
  }

  /** One event, with which it ends. */
  public Batch end(Status status, Outcome outcome) {
    return batch(summary.lastSeq() + 1, 1, status, outcome);
  }

  public Batch complete() {
    return end(Status.COMPLETED, Outcome.COMPLETED);
  }

  private Batch batch(long seq, int count, Status status, @Nullable Outcome outcome) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      events.add(new Event(seq + i, at(seq + i), data(outcome)));
    }
    return new Batch(lease, events, folded(events, status, outcome), deadline(), webhook);
  }

  private EventData data(@Nullable Outcome outcome) {
    return outcome == null
        ? new EventData.ChatStarted(CHAT, 1, "agent", "sandbox", "scripted")
        : new EventData.ExecutionFailed(outcome, "as the test wants it", TURN, null);
  }

  private Summary folded(List<Event> events, Status status, @Nullable Outcome outcome) {
    var last = events.getLast();
    return new Summary(
        summary.id(),
        summary.crewName(),
        summary.caller(),
        status,
        outcome,
        summary.requestId(),
        summary.createdAt(),
        summary.createdAt().plusMillis(7),
        status.ended() ? last.at() : null,
        summary.usage().plus(TURN),
        new BigDecimal("0.00420").multiply(BigDecimal.valueOf(last.seq())),
        last.seq());
  }

  private Instant at(long seq) {
    return summary.createdAt().plusMillis(seq);
  }
}
