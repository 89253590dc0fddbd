package dev.rcrewai.execution;

import static java.util.stream.Collectors.toMap;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One journal whose store answers when and as a test says: unknown results, lost leases and slow
 * reads are what no real store does on demand.
 */
final class ScriptedStore implements ExecutionStore {
  /** An append that waits for its answer. */
  record Asked(Batch batch, Promise<AppendResult> answer) {}

  /** What stands in the journal. */
  final List<Event> stored = new ArrayList<>();

  final BlockingQueue<Asked> appends = new LinkedBlockingQueue<>();

  /** Reads and claims that wait to be answered, where they are not answered at once. */
  final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

  boolean answersAtOnce = true;
  final List<NodeId> joined = new CopyOnWriteArrayList<>();
  final List<Lease> leases = new CopyOnWriteArrayList<>();
  final List<ExecutionId> signalled = new CopyOnWriteArrayList<>();
  int ended;
  int suspects;
  int ahead;
  int failingReads;
  boolean shared;
  Supplier<Future<Heartbeat>> heartbeats = () -> Future.succeededFuture(Heartbeat.RENEWED);
  int pageMax = Integer.MAX_VALUE;

  @Override
  public Future<AppendResult> append(Batch batch) {
    var answer = Promise.<AppendResult>promise();
    appends.add(new Asked(batch, answer));
    return answer.future();
  }

  @Override
  public Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    if (failingReads-- > 0) {
      return Future.failedFuture("the connection is lost");
    }
    var page =
        stored.stream().filter(e -> e.seq() > afterSeq).limit(Math.min(limit, pageMax)).toList();
    return later(page);
  }

  @Override
  public Future<List<Lease>> claim(NodeId node, int max) {
    return later(List.of());
  }

  @Override
  public Future<QueueState> queue() {
    return Future.succeededFuture(new QueueState(0, null, suspects));
  }

  @Override
  public Future<Integer> ahead(String caller) {
    return Future.succeededFuture(ahead);
  }

  private <T> Future<T> later(T answer) {
    if (answersAtOnce) {
      return Future.succeededFuture(answer);
    }
    var promise = Promise.<T>promise();
    waiting.add(() -> promise.complete(answer));
    return promise.future();
  }

  @Override
  public void onSignal(Consumer<ExecutionId> listener) {}

  @Override
  public Future<Reserved> reserve(Reservation reservation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> settle(Reservation reservation, Amount used) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<List<Balance>> balances(List<Budget> budgets) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> open() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<StoreHealth> check() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Acceptance> accept(Submission submission) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Acceptance> acceptAll(List<Submission> all) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Optional<Summary>> find(ExecutionId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<ExecutionPage> list(ExecutionFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<SignalResult> signal(ExecutionId id, Signal signal) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<List<Signal>> signals(ExecutionId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MemoryStore memories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeliveryStore deliveries() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Optional<String>> crew(String hash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onAppended(Consumer<Appended> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    long last = stored.size();
    return Future.succeededFuture(ids.stream().collect(toMap(id -> id, _ -> last)));
  }

  @Override
  public Future<Integer> purge(Instant endedBefore, int max) {
    int some = Math.min(max, ended);
    ended -= some;
    return Future.succeededFuture(some);
  }

  @Override
  public Future<Integer> erase(String caller, int max) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> join(NodeId node, Duration ttl) {
    joined.add(node);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> leave(NodeId node) {
    joined.remove(node);
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> enterLane(NodeId node) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Optional<Lease>> claimSuspect(NodeId node) {
    if (suspects == 0) {
      return Future.succeededFuture(Optional.empty());
    }
    suspects--;
    return Future.succeededFuture(Optional.of(new Lease(Draft.draft().id(), node, 3, 2)));
  }

  @Override
  public Future<Void> leaveLane(NodeId node) {
    return Future.succeededFuture();
  }

  @Override
  public Future<List<Lease>> leases(NodeId node) {
    return Future.succeededFuture(List.copyOf(leases));
  }

  @Override
  public Future<List<ExecutionId>> signalled(NodeId node) {
    return Future.succeededFuture(List.copyOf(signalled));
  }

  @Override
  public Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  @Override
  public Future<Heartbeat> heartbeat(NodeId node, Duration ttl) {
    return heartbeats.get();
  }

  @Override
  public Future<Integer> nodes() {
    return Future.succeededFuture(3);
  }

  @Override
  public void onQueued(Runnable listener) {}
}
