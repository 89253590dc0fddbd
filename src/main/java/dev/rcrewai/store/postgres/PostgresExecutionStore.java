package dev.rcrewai.store.postgres;

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
import dev.rcrewai.execution.Status;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store for many nodes: one PostgreSQL database, reached by Vert.x' reactive client. Each call
 * is one statement and so one transaction; what is accepted and appended at the same time shares
 * one. Whoever holds the lease is checked in the write itself. What this node writes is told to its
 * own listeners before the caller's future completes, and to the other nodes a moment later.
 * Thread-safe; nothing blocks the caller.
 */
public final class PostgresExecutionStore implements ExecutionStore {
  private final Listeners listeners = new Listeners();
  private final Gate gate = new Gate();
  private final AtomicBoolean opened = new AtomicBoolean();
  private final Database database;
  private final Lifeline lifeline;
  private final News news;
  private final Acceptances acceptances;
  private final Journals journals;
  private final Writes writes;
  private final Queue queue;
  private final Nodes nodes;
  private final Signals signals;
  private final Retention retention;
  private final Accounts accounts;
  private final Deliveries deliveries;
  private final Memories memories;

  /** A store that is not open yet; fails where the URL cannot be read. */
  public PostgresExecutionStore(Vertx vertx, StoreSettings.Database settings, InstantSource clock) {
    var self = UUID.randomUUID().toString();
    database = new Database(vertx, settings);
    lifeline = new Lifeline(vertx, database, text -> Bulletin.tell(text, self, listeners));
    news = new News(vertx, database, self);
    acceptances = new Acceptances(database, clock);
    journals = new Journals(database);
    writes = new Writes(vertx, database, acceptances);
    queue = new Queue(database);
    nodes = new Nodes(database, lifeline);
    signals = new Signals(database);
    retention = new Retention(database);
    accounts = new Accounts(database, clock);
    deliveries = new Deliveries(database, gate, listeners);
    memories = new Memories(database, gate);
  }

  @Override
  public Future<Void> open() {
    if (!opened.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("a store is opened once"));
    }
    return Schema.migrate(database)
        .compose(any -> memories.open())
        .compose(any -> lifeline.start())
        .map(any -> {
          gate.open();
          return null;
        });
  }

  @Override
  public Future<Void> close() {
    return gate.close()
        .compose(any -> news.send())
        .compose(any -> lifeline.close())
        .compose(any -> database.close());
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Future<StoreHealth> check() {
    return gate.pass(new Probe(database)::run);
  }

  @Override
  public Future<Acceptance> accept(Submission submission) {
    return gate.pass(() ->
        writes
            .accept(submission)
            .onSuccess(answer -> {
              if (answer instanceof Acceptance.Stored) {
                tellAppended(submission.id(), submission.events());
                tellDue(submission.lastWanted());
                if (submission.claimer() == null) {
                  news.queued();
                }
              }
            }));
  }

  @Override
  public Future<Acceptance> acceptAll(List<Submission> all) {
    return gate.pass(() ->
        acceptances
            .acceptAll(all)
            .onSuccess(answer -> {
              if (answer instanceof Acceptance.Stored) {
                all.forEach(one -> tellAppended(one.id(), one.events()));
                news.queued();
              }
            }));
  }

  @Override
  public Future<AppendResult> append(Batch batch) {
    return gate.pass(() -> writes.append(batch).map(answer -> told(batch, answer)));
  }

  private AppendResult told(Batch batch, Journals.Appended answer) {
    if (answer == Journals.Appended.FENCED) {
      return AppendResult.FENCED;
    }
    var id = batch.lease().execution();
    boolean isWoken = answer == Journals.Appended.STORED_AND_WOKEN;
    tellAppended(id, batch.events());
    tellDue(batch.lastWanted());
    if (isWoken) {
      tellSignalled(id);
    }
    if (isWoken || batch.summary().status() == Status.QUEUED) {
      news.queued();
    }
    return AppendResult.STORED;
  }

  private void tellAppended(ExecutionId id, List<Event> events) {
    var appended = new Appended(id, events);
    listeners.appended(appended);
    news.appended(id, appended.lastSeq());
  }

  private void tellDue(@Nullable Event wanted) {
    if (wanted != null) {
      listeners.due();
    }
  }

  private void tellSignalled(ExecutionId id) {
    listeners.signalled(id);
    news.signalled(id);
  }

  @Override
  public Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    if (limit < 1) {
      return Future.failedFuture(
          new IllegalArgumentException("limit is " + limit + "; expected at least 1"));
    }
    return gate.pass(() -> journals.read(id, afterSeq, limit));
  }

  @Override
  public Future<Optional<Summary>> find(ExecutionId id) {
    return gate.pass(() -> journals.find(id));
  }

  @Override
  public Future<ExecutionPage> list(ExecutionFilter filter) {
    return gate.pass(() -> new ListQuery(filter).run(database));
  }

  @Override
  public Future<SignalResult> signal(ExecutionId id, Signal signal) {
    return gate.pass(() ->
        signals
            .leave(id, signal)
            .map(left -> {
              if (left.result() == SignalResult.STORED) {
                tellSignalled(id);
              }
              if (left.isWoken()) {
                news.queued();
              }
              return left.result();
            }));
  }

  @Override
  public Future<List<Signal>> signals(ExecutionId id) {
    return gate.pass(() -> signals.read(id));
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
    return gate.pass(() -> journals.crew(hash));
  }

  @Override
  public Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    return gate.pass(() -> journals.lastSeqs(ids));
  }

  @Override
  public Future<Integer> purge(Instant endedBefore, int max) {
    return gate.pass(() -> accounts.forget(max).compose(any -> retention.purge(endedBefore, max)));
  }

  @Override
  public Future<Integer> erase(String caller, int max) {
    return gate.pass(() -> retention.erase(caller, max));
  }

  @Override
  public Future<Void> join(NodeId node, Duration ttl) {
    return gate.pass(() -> nodes.join(node, ttl));
  }

  @Override
  public Future<Heartbeat> heartbeat(NodeId node, Duration ttl) {
    return gate.pass(() ->
        nodes
            .heartbeat(node, ttl)
            .map(beat -> {
              hintQueued(beat.putBack());
              return beat.isRenewed() ? Heartbeat.RENEWED : Heartbeat.GIVEN_UP;
            }));
  }

  @Override
  public Future<Integer> nodes() {
    return gate.pass(nodes::count);
  }

  @Override
  public Future<Void> leave(NodeId node) {
    return gate.pass(() ->
        nodes
            .leave(node)
            .map(putBack -> {
              hintQueued(putBack);
              return null;
            }));
  }

  private void hintQueued(int putBack) {
    if (putBack > 0) {
      news.queued();
    }
  }

  @Override
  public Future<List<Lease>> claim(NodeId node, int max) {
    return gate.pass(() -> queue.claim(node, max));
  }

  @Override
  public Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    return gate.pass(() -> queue.claim(node, id));
  }

  @Override
  public Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    return gate.pass(() -> queue.claimOverdue(node, now, max));
  }

  @Override
  public Future<Boolean> enterLane(NodeId node) {
    return gate.pass(() -> nodes.enterLane(node));
  }

  @Override
  public Future<Optional<Lease>> claimSuspect(NodeId node) {
    return gate.pass(() -> queue.claimSuspect(node));
  }

  @Override
  public Future<Void> leaveLane(NodeId node) {
    return gate.pass(() -> nodes.leaveLane(node));
  }

  @Override
  public Future<List<Lease>> leases(NodeId node) {
    return gate.pass(() -> queue.leases(node));
  }

  @Override
  public Future<List<ExecutionId>> signalled(NodeId node) {
    return gate.pass(() -> queue.signalled(node));
  }

  @Override
  public Future<QueueState> queue() {
    return gate.pass(queue::state);
  }

  @Override
  public Future<Integer> ahead(String caller) {
    return gate.pass(() -> queue.ahead(caller));
  }

  @Override
  public Future<Reserved> reserve(Reservation reservation) {
    return gate.pass(() -> accounts.reserve(reservation));
  }

  @Override
  public Future<Void> settle(Reservation reservation, Amount used) {
    return gate.pass(() -> accounts.settle(reservation, used));
  }

  @Override
  public Future<List<Balance>> balances(List<Budget> budgets) {
    return gate.pass(() -> accounts.balances(budgets));
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
}
