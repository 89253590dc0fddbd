package dev.rcrewai.execution;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does from time to time, beside running executions: ends what waited in the queue
 * until its deadline, hears what news from elsewhere may have missed, takes up leases that it holds
 * and does not know of, deletes what was kept long enough. Any number of nodes may do the same.
 * Lives on one Vert.x context.
 */
public final class NodeDuties {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDuties.class);
  private static final long OFTEN_MILLIS = 500;
  private static final long SELDOM_MILLIS = 10_000;
  private static final long RARELY_MILLIS = 60_000;
  private static final int OVERDUE_MAX = 64;
  private static final int DELETED_MAX = 200;

  private final Vertx vertx;
  private final LocalBus bus;
  private final ExecutionStore store;
  private final Dispatcher dispatcher;
  private final Watchers watchers;
  private final InstantSource clock;
  private final Duration retention;
  private final Duration memoryRetention;
  private final FailureLog failures = new FailureLog(LOG);
  private final List<Long> timers = new CopyOnWriteArrayList<>();
  private Set<ExecutionId> unknownBefore = Set.of();
  private boolean following;

  public NodeDuties(
      Vertx vertx,
      LocalBus bus,
      ExecutionStore store,
      Dispatcher dispatcher,
      Watchers watchers,
      InstantSource clock,
      Duration retention,
      Duration memoryRetention) {
    this.vertx = vertx;
    this.bus = bus;
    this.store = store;
    this.dispatcher = dispatcher;
    this.watchers = watchers;
    this.clock = clock;
    this.retention = retention;
    this.memoryRetention = memoryRetention;
  }

  public void start() {
    timers.add(vertx.setPeriodic(OFTEN_MILLIS, _ -> often()));
    timers.add(
        vertx.setPeriodic(SELDOM_MILLIS, _ -> failures.of("comparing leases", compareLeases())));
    timers.add(vertx.setPeriodic(SELDOM_MILLIS, _ -> failures.of("counting nodes", countNodes())));
    timers.add(vertx.setPeriodic(RARELY_MILLIS, _ -> failures.of("deleting", purge())));
    timers.add(vertx.setPeriodic(RARELY_MILLIS, _ -> failures.of("forgetting", forget())));
  }

  /** Begins nothing more. */
  public void stop() {
    timers.forEach(vertx::cancelTimer);
  }

  private void often() {
    if (dispatcher.mayAct() && !dispatcher.isDraining()) {
      failures.of("ending overdue executions", endOverdue());
    }
    if (store.isShared()) {
      failures.of("hearing signals", hearSignals());
      follow();
    }
  }

  private Future<Void> endOverdue() {
    return store
        .claimOverdue(dispatcher.node(), clock.instant(), OVERDUE_MAX)
        .map(leases -> {
          leases.forEach(dispatcher::runAnyway);
          return null;
        });
  }

  private Future<Void> hearSignals() {
    return store
        .signalled(dispatcher.node())
        .map(ids -> {
          ids.forEach(id -> bus.publish(ExecutionAddresses.SIGNALLED, id));
          return null;
        });
  }

  /** Tells watchers how far the journals are that other nodes write. */
  private void follow() {
    var watched = watchers.watched();
    if (watched.isEmpty() || following) {
      return;
    }
    following = true;
    var seqs =
        store
            .lastSeqs(watched)
            .onSuccess(
                found -> found.forEach((id, seq) -> watchers.appended(Appended.elsewhere(id, seq))))
            .onComplete(_ -> following = false);
    failures.of("following journals", seqs);
  }

  private Future<Void> countNodes() {
    return store
        .nodes()
        .map(living -> {
          dispatcher.nodes(living);
          return null;
        });
  }

  /** A lease that is unknown twice was taken by a call whose answer was lost. */
  Future<Void> compareLeases() {
    var node = dispatcher.node();
    return store
        .leases(node)
        .map(leases -> {
          var unknown = new HashSet<ExecutionId>();
          for (var lease : leases) {
            var id = lease.execution();
            if (dispatcher.holds(lease)) {
              continue;
            }
            if (unknownBefore.contains(id)) {
              LOG.warn("an execution is run whose lease this node did not know of: {}", id);
              dispatcher.runAnyway(lease);
            } else {
              unknown.add(id);
            }
          }
          unknownBefore = unknown;
          return null;
        });
  }

  /** Deletes what ended so long ago, bit by bit. */
  Future<Void> purge() {
    return store
        .purge(clock.instant().minus(retention), DELETED_MAX)
        .compose(deleted -> deleted < DELETED_MAX ? Future.succeededFuture() : purge());
  }

  /** Forgets what crews have remembered so long, bit by bit. */
  Future<Void> forget() {
    return store
        .memories()
        .purge(clock.instant().minus(memoryRetention), DELETED_MAX)
        .compose(forgotten -> forgotten < DELETED_MAX ? Future.succeededFuture() : forget());
  }
}
