package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the webhook of an execution has been told.
 *
 * @param tries of the next event that were in vain
 * @param due when it is tried next; null where nothing is left, or nothing is tried any more
 * @param error why the last try was in vain, or null where none was since the last success
 */
public record Delivery(State state, int tries, @Nullable Instant due, @Nullable String error) {
  /** Before the first event that is to be told. */
  static final Delivery NOTHING_YET = new Delivery(State.PENDING, 0, null, null);

  /** There was none until the end. */
  static final Delivery NOTHING_EVER = new Delivery(State.DELIVERED, 0, null, null);

  /**
   * As a store has it.
   *
   * @param isWanted whether something is left to tell
   */
  public static Delivery of(
      boolean isWanted, int tries, @Nullable Instant due, @Nullable String error) {
    if (due != null) {
      return new Delivery(State.PENDING, tries, due, error);
    }
    return new Delivery(isWanted ? State.DEAD : State.DELIVERED, tries, null, error);
  }

  /** Where a delivery stands. */
  public enum State {
    /** There is something to tell, or there will be. */
    PENDING,
    /** All that happened has been told. */
    DELIVERED,
    /** Given up; {@link DeliveryStore#redrive} begins anew. */
    DEAD;

    /** As JSON and stores have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The right to tell a webhook what is next.
   *
   * @param number grows with every claim; a store refuses an older one
   * @param seq what has been told
   * @param tries of the next event that were in vain
   */
  public record Claim(ExecutionId execution, long number, long seq, int tries) {}

  /**
   * What follows a try that was in vain.
   *
   * @param tries that were in vain now
   * @param due when to try again, or null to give up
   * @param error why, in words that may be shown
   */
  public record Retry(int tries, @Nullable Instant due, String error) {}

  /**
   * What has not been told, over all executions.
   *
   * @param oldest when the oldest of the pending ones happened, or a little earlier; null where
   *     none is
   */
  public record Backlog(int pending, int dead, @Nullable Instant oldest) {}
}
