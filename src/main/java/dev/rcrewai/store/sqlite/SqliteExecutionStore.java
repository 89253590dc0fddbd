package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.DeliveryStore;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.QueueState;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.StoreHealth;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The embedded store: one SQLite file in the data directory, for one process. Writes of all callers
 * go through one thread, which makes a group of them durable with one sync; reads have connections
 * of their own and see every write that was acknowledged. Thread-safe; nothing blocks the caller.
 */
public final class SqliteExecutionStore implements ExecutionStore {
  private static final StoreHealth HEALTH =
      new StoreHealth("SQLite, synced to disk before every answer", true);

  private final Vertx vertx;
  private final Path dataDir;
  private final InstantSource clock;
  private final Consumer<Throwable> onFatal;
  private final Listeners listeners = new Listeners();
  private final DeliveryStore deliveries = new Deliveries(this, listeners);
  private final MemoryStore memories = new Memories(this);
  private final AtomicBoolean opened = new AtomicBoolean();
  private volatile @Nullable Session session;

  /**
   * A store that is not open yet.
   *
   * @param dataDir created where it is missing
   * @param onFatal told once, on a thread of the store, when the disk failed: everything after that
   *     is refused, and the process should end
   */
  public SqliteExecutionStore(
      Vertx vertx, Path dataDir, InstantSource clock, Consumer<Throwable> onFatal) {
    this.vertx = vertx;
    this.dataDir = dataDir;
    this.clock = clock;
    this.onFatal = onFatal;
  }

  @Override
  public Future<Void> open() {
    if (!opened.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("a store is opened once"));
    }
    return vertx
        .executeBlocking(
            () -> session = Session.open(vertx, dataDir, clock.instant(), listeners, onFatal),
            false)
        .mapEmpty();
  }

  @Override
  public Future<Void> close() {
    var open = session;
    if (open == null) {
      return Future.succeededFuture();
    }
    Callable<Void> closing =
        () -> {
          open.close();
          return null;
        };
    return vertx.executeBlocking(closing, false);
  }

  @Override
  public Future<StoreHealth> check() {
    return queue().compose(ignored -> write(Probe::new)).map(HEALTH);
  }

  @Override
  public Future<Acceptance> accept(Submission submission) {
    return write(() -> new Accept(submission, clock));
  }

  @Override
  public Future<Acceptance> acceptAll(List<Submission> all) {
    var whole = List.copyOf(all);
    return write(() -> new AcceptAll(whole, clock));
  }

  @Override
  public Future<AppendResult> append(Batch batch) {
    return write(() -> new Append(batch));
  }

  @Override
  public Future<List<Lease>> claim(NodeId node, int max) {
    return write(() -> new Claim(node, max));
  }

  @Override
  public Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    return write(() -> new ClaimOne(node, id));
  }

  @Override
  public Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    return write(() -> new ClaimOverdue(node, now, max));
  }

  @Override
  public Future<Optional<Lease>> claimSuspect(NodeId node) {
    return write(() -> new ClaimSuspect(node));
  }

  @Override
  public Future<Boolean> enterLane(NodeId node) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Void> leaveLane(NodeId node) {
    return Future.succeededFuture();
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public Future<Void> join(NodeId node, Duration ttl) {
    return Future.succeededFuture();
  }

  /** The directory's lock says who lives. */
  @Override
  public Future<Heartbeat> heartbeat(NodeId node, Duration ttl) {
    return Future.succeededFuture(Heartbeat.RENEWED);
  }

  @Override
  public Future<Integer> nodes() {
    return Future.succeededFuture(1);
  }

  @Override
  public Future<Void> leave(NodeId node) {
    return write(() -> new Leave(node)).mapEmpty();
  }

  @Override
  public Future<List<Lease>> leases(NodeId node) {
    return read(sql -> new QueueTable(sql).held(node));
  }

  @Override
  public Future<List<ExecutionId>> signalled(NodeId node) {
    return read(sql -> new QueueTable(sql).signalled(node));
  }

  @Override
  public Future<SignalResult> signal(ExecutionId id, Signal signal) {
    return write(() -> new LeaveSignal(id, signal));
  }

  @Override
  public Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    if (limit < 1) {
      return Future.failedFuture(
          new IllegalArgumentException("limit is " + limit + "; expected at least 1"));
    }
    return read(sql -> new JournalTable(sql).read(id, afterSeq, limit));
  }

  @Override
  public Future<Optional<Summary>> find(ExecutionId id) {
    return read(sql -> new ExecutionTable(sql).find(id));
  }

  @Override
  public Future<ExecutionPage> list(ExecutionFilter filter) {
    return read(sql -> new ListQuery(filter).run(sql));
  }

  @Override
  public Future<List<Signal>> signals(ExecutionId id) {
    return read(sql -> new SignalTable(sql).read(id));
  }

  @Override
  public DeliveryStore deliveries() {
    return deliveries;
  }

  @Override
  public MemoryStore memories() {
    return memories;
  }

  @Override
  public Future<Optional<String>> crew(String hash) {
    return read(sql -> new CrewTable(sql).find(hash));
  }

  @Override
  public Future<QueueState> queue() {
    return with(open -> {
      var size = open.writer().queued();
      return open.readers()
          .read(sql -> new QueueTable(sql).oldest())
          .map(oldest ->
              new QueueState(
                  size.plain(), size.plain() == 0 ? null : oldest.orElse(null), size.suspects()));
    });
  }

  @Override
  public Future<Integer> ahead(String caller) {
    return read(sql -> new QueueTable(sql).ahead(caller));
  }

  @Override
  public Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    var asked = List.copyOf(ids);
    return read(sql -> {
      var executions = new ExecutionTable(sql);
      var seqs = new HashMap<ExecutionId, Long>();
      for (var id : asked) {
        executions.lastSeq(id).ifPresent(seq -> seqs.put(id, seq));
      }
      return seqs;
    });
  }

  @Override
  public Future<Integer> purge(Instant endedBefore, int max) {
    return write(() -> new ForgetAccounts(clock.instant(), max))
        .compose(
            _ -> write(() -> new Delete(executions -> executions.endedBefore(endedBefore, max))));
  }

  @Override
  public Future<Integer> erase(String caller, int max) {
    return write(() -> new Delete(executions -> executions.endedOf(caller, max)));
  }

  @Override
  public Future<Reserved> reserve(Reservation reservation) {
    return write(() -> new Reserve(reservation, clock.instant()));
  }

  @Override
  public Future<Void> settle(Reservation reservation, Amount used) {
    return write(() -> new Settle(reservation, used)).mapEmpty();
  }

  @Override
  public Future<List<Balance>> balances(List<Budget> budgets) {
    return read(sql -> new AccountTable(sql).balances(budgets));
  }

  @Override
  public void onAppended(Consumer<Appended> listener) {
    listeners.onAppended(listener);
  }

  @Override
  public void onQueued(Runnable listener) {} // there is no other node

  @Override
  public void onSignal(Consumer<ExecutionId> listener) {
    listeners.onSignal(listener);
  }

  /** Prepares the write here, on the caller's thread, and leaves the rest to the writer. */
  <T> Future<T> write(Callable<? extends Write<T>> preparation) {
    return with(open -> {
      try {
        var reply = new Reply<T>(vertx.getOrCreateContext());
        open.writer().submit(new Pending<>(preparation.call(), reply));
        return reply.future();
      } catch (Exception e) {
        return Future.failedFuture(e);
      }
    });
  }

  /** Reads what every acknowledged write has left. */
  <T> Future<T> read(Readers.Query<T> query) {
    return with(open -> open.readers().read(query));
  }

  private <T> Future<T> with(Function<Session, Future<T>> use) {
    var open = session;
    return open == null
        ? Future.failedFuture(new IllegalStateException("the store is not open"))
        : use.apply(open);
  }
}
