package dev.rcrewai.execution;

import dev.rcrewai.limit.Budgets;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps journals, signals and idempotency keys, beside what {@link LeaseStore} and {@link Budgets}
 * say. A future that succeeds means: durable. One that fails means: unknown, and the caller reads
 * before it tries again; every call has its deadline. Futures complete on the caller's Vert.x
 * context; calls never block. One contract suite holds for all implementations.
 */
public interface ExecutionStore extends LeaseStore, Budgets {
  /**
   * Opens it, where need be with a newer schema. In a store that is not shared, what the process
   * before this one held is in the queue afterwards.
   */
  Future<Void> open();

  /** Finishes what was begun and closes. */
  Future<Void> close();

  /** That reading and writing work now; fails with the reason. */
  Future<StoreHealth> check();

  /** Accepts an execution, whole or not at all. */
  Future<Acceptance> accept(Submission submission);

  /**
   * Accepts executions of one caller for the queue, all or none.
   *
   * @param all none has a claimer, only the first may have a key; its limits count for all
   */
  Future<Acceptance> acceptAll(List<Submission> all);

  /** Appends to a journal, where the lease still holds and the batch fits. */
  Future<AppendResult> append(Batch batch);

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

  /** How far webhooks have been told. */
  DeliveryStore deliveries();

  /** What crews remember for their callers. */
  MemoryStore memories();

  /** The {@link Pinned} crew or flow of that hash, as JSON. */
  Future<Optional<String>> crew(String hash);

  /** The last seqs of these journals; an execution that is not there is not in it. */
  Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids);

  /**
   * Deletes up to {@code max} executions that ended before that moment, with their journals,
   * signals, keys and accounts; and of accounts whose time is over up to as many. One whose webhook
   * has still to be told something is not deleted before that, unless that was given up.
   *
   * @return how many; fewer than {@code max} means that there are no more
   */
  Future<Integer> purge(Instant endedBefore, int max);

  /** The same for the ended executions of one caller, whenever they ended, told or not. */
  Future<Integer> erase(String caller, int max);

  /**
   * Tells of every durable append of this process (the accepting one too), in order per execution,
   * on any thread; the listener must not block. Appends of other nodes are told soon afterwards as
   * {@link Appended#elsewhere}, without promise: {@link #lastSeqs} is the net. Set before {@link
   * #open}.
   */
  void onAppended(Consumer<Appended> listener);

  /**
   * Tells of every signal stored by this process, and once more where the signal's execution was
   * parked meanwhile and is queued again; those of other nodes without promise: {@link #signalled}
   * is the net.
   */
  void onSignal(Consumer<ExecutionId> listener);
}
