package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps journals, the queue, leases, signals and idempotency keys. A future that succeeds means:
 * durable. One that fails means: unknown, and the caller reads before it tries again. Futures
 * complete on the caller's Vert.x context; calls never block. One contract suite holds for all
 * implementations.
 */
public interface ExecutionStore {
  /** Opens it; executions whose node is gone are back in the queue afterwards. */
  Future<Void> open();

  /** Finishes what was begun and closes. */
  Future<Void> close();

  /** Whether reading and writing work now; fails with the reason. */
  Future<Void> check();

  /** Accepts an execution, whole or not at all. */
  Future<Acceptance> accept(Submission submission);

  /** Appends to a journal, where the lease still holds and the batch fits. */
  Future<AppendResult> append(Batch batch);

  /** Takes leases of up to {@code max} queued executions, oldest first. */
  Future<List<Lease>> claim(NodeId node, int max);

  /** Takes the lease of this one where it is queued: not running, not waiting, not ended. */
  Future<Optional<Lease>> claim(NodeId node, ExecutionId id);

  /**
   * The events after {@code afterSeq}, in order: at least one where there are any, at most {@code
   * limit}.
   */
  Future<List<Event>> read(ExecutionId id, long afterSeq, int limit);

  /** The execution in one line. */
  Future<Optional<Summary>> find(ExecutionId id);

  /** Executions that match, newest first; fails with {@link BadPageToken}. */
  Future<ExecutionPage> list(ExecutionFilter filter);

  /**
   * Leaves a message for whoever holds the lease. A waiting execution goes back into the queue in
   * the same write. So does one that its owner parks later, where a signal came since it was
   * claimed: the owner may not have seen it.
   */
  Future<SignalResult> signal(ExecutionId id, Signal signal);

  /** The messages left so far, oldest first. */
  Future<List<Signal>> signals(ExecutionId id);

  /** The {@link PinnedCrew} of that hash, as JSON. */
  Future<Optional<String>> crew(String hash);

  /** Who waits for a slot. */
  Future<QueueState> queue();

  /**
   * Tells of every durable append (the accepting one too), in order per execution, on any thread;
   * the listener must not block. Set before {@link #open}.
   */
  void onAppended(Consumer<Appended> listener);

  /**
   * Tells of every stored signal, like {@link #onAppended}; once more where the signal's execution
   * was parked meanwhile and is queued again.
   */
  void onSignal(Consumer<ExecutionId> listener);
}
