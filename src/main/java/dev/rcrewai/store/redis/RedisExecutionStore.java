package dev.rcrewai.store.redis;

import dev.rcrewai.config.StoreSettings;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store of many nodes on one Redis. Thread-safe; nothing blocks the caller. What it keeps
 * through a crash or a failover is for that Redis' settings to say: {@link #check}.
 */
public final class RedisExecutionStore implements ExecutionStore {
  private final VertxInternal vertx;
  private final StoreSettings.Redis settings;
  private final InstantSource clock;
  private final Listeners listeners = new Listeners();
  private final Gate gate = new Gate();
  private final DeliveryStore deliveries = new Deliveries(this, listeners);
  private final MemoryStore memories = new Memories(this);
  private final AtomicBoolean opened = new AtomicBoolean();
  private volatile @Nullable Session session;

  /**
   * A store that is not open yet.
   *
   * @param clock decides when idempotency keys are over; who lives is for Redis' clock to say
   */
  public RedisExecutionStore(Vertx vertx, StoreSettings.Redis settings, InstantSource clock) {
    this.vertx = (VertxInternal) vertx;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Future<Void> open() {
    if (!opened.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("a store is opened once"));
    }
    return here(() -> {
      var opening = Session.of(vertx, settings, listeners, clock);
      return opening
          .open()
          .map(open -> {
            session = opening;
            return null;
          });
    });
  }

  @Override
  public Future<Void> close() {
    var open = session;
    return open == null
        ? Future.succeededFuture()
        : here(() -> gate.close().onSuccess(empty -> open.close()));
  }

  @Override
  public Future<StoreHealth> check() {
    return with(Session::check);
  }

  @Override
  public Future<Acceptance> accept(Submission submission) {
    return acceptAll(List.of(submission));
  }

  @Override
  public Future<Acceptance> acceptAll(List<Submission> all) {
    return with(open -> open.accepting().accept(all));
  }

  @Override
  public Future<AppendResult> append(Batch batch) {
    return with(open -> open.journals().append(batch));
  }

  @Override
  public Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    return with(open -> open.journals().read(id, afterSeq, limit));
  }

  @Override
  public Future<Optional<Summary>> find(ExecutionId id) {
    return with(open -> open.lists().find(id));
  }

  @Override
  public Future<ExecutionPage> list(ExecutionFilter filter) {
    return with(open -> open.lists().list(filter));
  }

  @Override
  public Future<SignalResult> signal(ExecutionId id, Signal signal) {
    return with(open -> open.signals().leave(id, signal));
  }

  @Override
  public Future<List<Signal>> signals(ExecutionId id) {
    return with(open -> open.signals().read(id));
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
    return with(open -> open.accepting().crew(hash));
  }

  @Override
  public Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    return with(open -> open.journals().lastSeqs(ids));
  }

  @Override
  public Future<Integer> purge(Instant endedBefore, int max) {
    return with(open -> open.deletion().purge(endedBefore, max));
  }

  @Override
  public Future<Integer> erase(String caller, int max) {
    return with(open -> open.deletion().erase(caller, max));
  }

  @Override
  public Future<Void> join(NodeId node, Duration ttl) {
    return with(open -> open.leases().join(node, ttl));
  }

  @Override
  public Future<Heartbeat> heartbeat(NodeId node, Duration ttl) {
    return whenOpen(open -> gate.throughReserved(() -> open.leases().heartbeat(node, ttl)));
  }

  @Override
  public Future<Integer> nodes() {
    return with(open -> open.leases().nodes());
  }

  @Override
  public Future<Void> leave(NodeId node) {
    return with(open -> open.leases().leave(node));
  }

  @Override
  public Future<List<Lease>> claim(NodeId node, int max) {
    return with(open -> open.leases().claim(node, max));
  }

  @Override
  public Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    return with(open -> open.leases().claim(node, id));
  }

  @Override
  public Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    return with(open -> open.leases().claimOverdue(node, now, max));
  }

  @Override
  public Future<Boolean> enterLane(NodeId node) {
    return with(open -> open.leases().enterLane(node));
  }

  @Override
  public Future<Optional<Lease>> claimSuspect(NodeId node) {
    return with(open -> open.leases().claimSuspect(node));
  }

  @Override
  public Future<Void> leaveLane(NodeId node) {
    return with(open -> open.leases().leaveLane(node));
  }

  @Override
  public Future<List<Lease>> leases(NodeId node) {
    return with(open -> open.leases().held(node));
  }

  @Override
  public Future<List<ExecutionId>> signalled(NodeId node) {
    return with(open -> open.signals().signalled(node));
  }

  @Override
  public Future<QueueState> queue() {
    return with(open -> open.leases().queue());
  }

  @Override
  public Future<Integer> ahead(String caller) {
    return with(open -> open.leases().ahead(caller));
  }

  @Override
  public Future<Reserved> reserve(Reservation reservation) {
    return with(open -> open.accounts().reserve(reservation));
  }

  @Override
  public Future<Void> settle(Reservation reservation, Amount used) {
    return with(open -> open.accounts().settle(reservation, used));
  }

  @Override
  public Future<List<Balance>> balances(List<Budget> budgets) {
    return with(open -> open.accounts().balances(budgets));
  }

  @Override
  public void onAppended(Consumer<Appended> listener) {
    listeners.onAppended(listener);
  }

  @Override
  public void onSignal(Consumer<ExecutionId> listener) {
    listeners.onSignal(listener);
  }

  @Override
  public void onQueued(Runnable listener) {
    listeners.onQueued(listener);
  }

  /** Makes a call where the store is open. */
  <T> Future<T> with(Function<Session, Future<T>> use) {
    return whenOpen(open -> gate.through(() -> use.apply(open)));
  }

  private <T> Future<T> whenOpen(Function<Session, Future<T>> use) {
    var open = session;
    return open == null
        ? Future.failedFuture(new IllegalStateException("the store is not open"))
        : here(() -> use.apply(open));
  }

  /** Completes on the context of the one who asks. */
  private <T> Future<T> here(Supplier<Future<T>> call) {
    var answer = vertx.getOrCreateContext().<T>promise();
    Future.succeededFuture().compose(start -> call.get()).onComplete(answer);
    return answer.future();
  }
}
