package dev.rcrewai.execution;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where suspects run: one at a time in all the cluster, on a node that runs nothing else meanwhile,
 * so that whoever dies there has killed it itself. Thread-safe.
 *
 * <pre>
 *   OUT → ENTERING → (the lane was free) CLEARING ⇄ (nothing runs here) ASKING for a suspect
 *    ↑                                                                   │ there is none
 *    └───────────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class SuspectLane {
  private static final Logger LOG = LoggerFactory.getLogger(SuspectLane.class);

  private enum State {
    OUT,
    ENTERING,
    CLEARING,
    ASKING
  }

  private final LeaseStore store;
  private final Membership membership;
  private final AtomicReference<State> state = new AtomicReference<>(State.OUT);

  SuspectLane(LeaseStore store, Membership membership) {
    this.store = store;
    this.membership = membership;
  }

  /** Whether this node takes no other work. */
  boolean isEntered() {
    var now = state.get();
    return now == State.CLEARING || now == State.ASKING;
  }

  /** Takes the lane where it is free; true where this node has it now, and has to clear itself. */
  Future<Boolean> enter() {
    if (!state.compareAndSet(State.OUT, State.ENTERING)) {
      return Future.succeededFuture(false);
    }
    return store
        .enterLane(membership.node())
        .map(entered -> {
          state.set(entered ? State.CLEARING : State.OUT);
          return entered;
        })
        .onFailure(_ -> state.set(State.OUT));
  }

  /**
   * Nothing runs here: takes the next suspect, or leaves the lane.
   *
   * @return the suspect's lease; empty where the node is out of the lane, or somebody asked already
   */
  Future<Optional<Lease>> next() {
    if (!state.compareAndSet(State.CLEARING, State.ASKING)) {
      return Future.succeededFuture(Optional.empty());
    }
    return store
        .claimSuspect(membership.node())
        .onFailure(cause -> LOG.warn("no suspect can be claimed", cause))
        .otherwise(Optional.empty())
        .map(lease -> {
          if (lease.isEmpty()) {
            leave();
          } else {
            state.set(State.CLEARING);
          }
          return lease;
        });
  }

  private void leave() {
    state.set(State.OUT);
    store
        .leaveLane(membership.node())
        .onFailure(cause -> LOG.warn("the suspects' lane cannot be left", cause));
  }
}
