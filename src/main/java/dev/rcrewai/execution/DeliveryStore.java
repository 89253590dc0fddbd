package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps how far each webhook has been told. What it is told of stands in the journal; here is only
 * a cursor per execution, moved on by whoever has claimed it. Accepting and appending make it due
 * in their own write. A claim that is not used in time is over, and the next one gets the same
 * again: at least once, in order. The same rules for futures as in {@link ExecutionStore}.
 */
public interface DeliveryStore {
  /** What a store says to the holder of a claim. */
  enum Claimed {
    /** There is more to tell, and the claim holds on. */
    MORE,
    /** Nothing more to do: the claim is over. */
    DONE,
    /** The claim was over before; nothing was written. */
    LOST
  }

  /** Claims up to {@code max} that are due at {@code now}; nobody else has them before then. */
  Future<List<Delivery.Claim>> claim(Instant now, Instant until, int max);

  /**
   * All up to this event has been told, at the first try or a later one.
   *
   * @param until where there is more, nobody else has it before then
   */
  Future<Claimed> delivered(Delivery.Claim claim, Event event, Instant until);

  /** The claim is over and was of no use; as if it had not been, but not before {@code due}. */
  Future<Claimed> putBack(Delivery.Claim claim, Instant due);

  /** A try was in vain: what is next, and why. The claim is over. */
  Future<Claimed> failed(Delivery.Claim claim, Delivery.Retry retry);

  /**
   * Begins anew with what has not been told, dead or not, at once; a claim on it is over.
   *
   * @return false where all has been told
   */
  Future<Boolean> redrive(ExecutionId id, Instant now);

  /** How far it has been told; empty before the first event that is to be told. */
  Future<Optional<Delivery>> find(ExecutionId id);

  /** What has not been told. */
  Future<Delivery.Backlog> backlog();

  /** Tells that this process made one due, on any thread; the listener must not block. */
  void onDue(Runnable listener);
}
