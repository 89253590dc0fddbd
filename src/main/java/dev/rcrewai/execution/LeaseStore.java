package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps who may advance what: nodes that live, the queue, leases. A lease is good while its node
 * lives; a node that does not renew in time is given up, and everything that it held is back in the
 * queue. The same rules for futures as in {@link ExecutionStore}.
 *
 * <p>The queue's order is fair: what comes back into it goes first, by acceptance; the others take
 * turns by caller, each caller's own by acceptance. A caller with a thousand executions in it lets
 * another one's next execution pass.
 */
public interface LeaseStore {
  /** What a store says to a heartbeat. */
  enum Heartbeat {
    /** The node keeps what it holds. */
    RENEWED,
    /** Others have given the node up: its leases are lost, and its name is not used again. */
    GIVEN_UP
  }

  /** Whether several processes may use it at once. */
  boolean isShared();

  /** Begins the life of a node: it is not given up for {@code ttl}, by the store's clock. */
  Future<Void> join(NodeId node, Duration ttl);

  /**
   * Says that the node lives for another {@code ttl}, and gives up nodes whose time is over; that
   * only once the node itself has lived for {@code ttl} without a break. Before that it may be the
   * store that was away, and the others come back a moment later.
   */
  Future<Heartbeat> heartbeat(NodeId node, Duration ttl);

  /** Ends the life of a node in order: what it still holds is in the queue at once. */
  Future<Void> leave(NodeId node);

  /** How many nodes live. */
  Future<Integer> nodes();

  /** Takes leases of up to {@code max} queued executions, in the queue's order; no suspects. */
  Future<List<Lease>> claim(NodeId node, int max);

  /** Takes the lease of this one where it is queued: not running, not waiting, not ended. */
  Future<Optional<Lease>> claim(NodeId node, ExecutionId id);

  /**
   * Takes leases of executions, suspects too, that are due at {@code now} or before: queued ones
   * whose deadline has come, waiting ones of whose questions the first has expired.
   */
  Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max);

  /** Takes the lane in which suspects run; false where another node that lives has it. */
  Future<Boolean> enterLane(NodeId node);

  /** Takes the lease of the oldest suspect in the queue. */
  Future<Optional<Lease>> claimSuspect(NodeId node);

  /** Leaves the lane to whoever wants it next. */
  Future<Void> leaveLane(NodeId node);

  /** What the node holds. */
  Future<List<Lease>> leases(NodeId node);

  /** Which of the executions that the node holds were signalled since they were claimed. */
  Future<List<ExecutionId>> signalled(NodeId node);

  /** Who waits for a slot. */
  Future<QueueState> queue();

  /** How many of them would be taken before a new execution of this caller. */
  Future<Integer> ahead(String caller);

  /** Tells that another node put something into the queue, on any thread; without promise. */
  void onQueued(Runnable listener);
}
