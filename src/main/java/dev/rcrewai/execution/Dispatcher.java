package dev.rcrewai.execution;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives executions to the crew verticles of this node: those just accepted where a slot is free,
 * the queue's next when one becomes free. Thread-safe.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 1_000;
  private static final int CLAIMS_MAX = 64;

  private final Vertx vertx;
  private final LocalBus bus;
  private final ExecutionStore store;
  private final Membership membership;
  private final Slots slots;
  private final SuspectLane lane;
  private final CallerKeys keys;
  private final FailureLog failures = new FailureLog(LOG);
  private final Durations durations = new Durations();
  private final Backlog backlog = new Backlog();

  /**
   * What was handed to the crew verticles and has not left them, with the epoch of its latest
   * lease. One that is parked may be back under the next lease before the last has let go of it.
   */
  private final Map<ExecutionId, Long> held = new ConcurrentHashMap<>();

  /** Wishes to claim; one claim at a time grants all that came before it. */
  private final AtomicInteger wishes = new AtomicInteger();

  private final Set<Runnable> onDrain = ConcurrentHashMap.newKeySet();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean draining;
  private volatile int nodes = 1;

  public Dispatcher(
      Vertx vertx,
      LocalBus bus,
      ExecutionStore store,
      Membership membership,
      CallerKeys keys,
      int concurrentMax) {
    this.vertx = vertx;
    this.bus = bus;
    this.store = store;
    this.membership = membership;
    this.slots = new Slots(concurrentMax);
    this.keys = keys;
    this.lane = new SuspectLane(store, membership);
    store.onSignal(this::signalled);
    store.onQueued(this::claim);
    membership.onLost(lost -> bus.publish(ExecutionAddresses.LEASES_LOST, lost));
  }

  /** Begins to work on what the store's queue holds. */
  public void start() {
    claim();
    vertx.setPeriodic(
        POLL_MILLIS,
        _ -> {
          if (draining) {
            handOver();
          } else if (slots.free() > 0) {
            claim();
          } else {
            count();
          }
        });
  }

  /** Again and again: what began meanwhile has to go too. */
  private void handOver() {
    if (store.isShared() || !draining) {
      bus.publish(ExecutionAddresses.HAND_OVER, membership.node());
    }
  }

  /** This process, as leases name it. */
  public NodeId node() {
    return membership.node();
  }

  /** Whether a step may begin now: what this node holds is surely its own. */
  boolean mayAct() {
    return membership.mayAct();
  }

  /** The same for a step of what is held under that name. */
  public boolean mayAct(NodeId holder) {
    return membership.mayAct(holder);
  }

  /** Takes a slot for an execution that is about to be accepted; the queue goes first. */
  boolean tryTakeSlot() {
    return takesWork() && membership.mayAct() && backlog.depth() == 0 && slots.tryTake();
  }

  private boolean takesWork() {
    return !draining && !lane.isEntered();
  }

  /** An execution left this node, or has ended, as far as it was held under that lease. */
  public void left(Lease lease) {
    if (held.remove(lease.execution(), lease.epoch())) {
      keys.giveBack(lease.execution());
    }
    slotFree();
  }

  /** Gives back a slot; the execution that had it, if any, stays where it is. */
  public void slotFree() {
    giveBack(1);
    if (lane.isEntered()) {
      nextSuspect();
    } else if (backlog.depth() > 0) {
      claim();
    }
  }

  /** Whether this node knows of that lease, or of a later one. */
  boolean holds(Lease lease) {
    return held.getOrDefault(lease.execution(), -1L) >= lease.epoch();
  }

  /** Runs it at once, slot or not: to end it, or because this node holds it anyway. */
  void runAnyway(Lease lease) {
    slots.takeAnyway();
    run(new RunLease(lease, List.of()));
  }

  /** This node holds that lease; a slot was taken for it. */
  void run(RunLease lease) {
    var id = lease.lease().execution();
    held.merge(id, lease.lease().epoch(), Math::max);
    if (!lease.lease().node().equals(membership.node())) {
      left(lease.lease()); // given up meanwhile; others will find it
      return;
    }
    bus.request(ExecutionAddresses.RUN, lease, HAND_OVER_TIMEOUT)
        .onFailure(cause -> {
          LOG.error("no crew verticle took {}", id, cause);
          // After a time-out it is still on its way to one, and keeps its slot.
          if (cause instanceof ReplyException e && e.failureType() == ReplyFailure.NO_HANDLERS) {
            left(lease.lease());
          }
        });
  }

  /** An execution was accepted into the queue. */
  void queued() {
    backlog.arrived();
    claim();
  }

  /** Executions waiting for a slot, as this node last heard. */
  public int queueDepth() {
    return backlog.depth();
  }

  /** Executions waiting to run alone, as this node last heard. */
  public int suspects() {
    return backlog.suspects();
  }

  /** When the one that waits longest was accepted, or null where none waits. */
  public @Nullable Instant oldestQueued() {
    return backlog.oldest();
  }

  /** Executions that this node may run at once. */
  public int slots() {
    return slots.max();
  }

  /** Executions that all nodes may run at once, as far as this one knows and if they are alike. */
  int slotsOfAllNodes() {
    return slots.max() * nodes;
  }

  /** How many nodes live, this one included, as far as it knows. */
  public int nodes() {
    return nodes;
  }

  /** So many nodes live. */
  void nodes(int living) {
    nodes = Math.max(1, living);
  }

  /** Executions that this node runs. */
  public int running() {
    return slots.taken();
  }

  /** An execution ended here; what it took helps to judge the queue. */
  public void ended(String crew, Duration took) {
    durations.took(crew, took);
  }

  /** What executions of that crew take, or zero where nothing is known. */
  Duration median(String crew) {
    return durations.median(crew);
  }

  /** Whether nothing new is claimed. */
  public boolean isDraining() {
    return draining;
  }

  /** Whether other nodes can do what this one leaves undone. */
  boolean isShared() {
    return store.isShared();
  }

  /**
   * Claims nothing more, and hands over to other nodes where there can be some; completes when
   * nothing runs here.
   */
  public Future<Void> drain() {
    draining = true;
    handOver();
    onDrain.forEach(Runnable::run);
    giveBack(0);
    return drained.future();
  }

  /** Runs an action when the drain begins; what comes back forgets it again. */
  Runnable onDrain(Runnable action) {
    onDrain.add(action);
    return () -> onDrain.remove(action);
  }

  private void claim() {
    if (wishes.getAndIncrement() == 0) {
      claimNow();
    }
  }

  private void claimNow() {
    int granted = wishes.get();
    boolean may = takesWork() && membership.mayAct();
    int taken = may ? take(Math.clamp(backlog.depth(), 1, CLAIMS_MAX)) : 0;
    if (taken == 0) {
      granted(granted);
      return;
    }
    failures
        .of("claiming", store.claim(membership.node(), taken))
        .onComplete(done -> {
          if (done.failed()) {
            giveBack(taken);
          } else {
            claimed(done.result(), taken);
          }
          granted(granted);
        });
  }

  private void granted(int count) {
    if (wishes.addAndGet(-count) > 0) {
      claimNow();
    }
  }

  private void claimed(List<Lease> leases, int taken) {
    leases.forEach(lease -> run(new RunLease(lease, List.of())));
    giveBack(taken - leases.size());
    count()
        .onSuccess(queue -> {
          if (queue.depth() > 0) {
            claim();
          }
        });
  }

  /** How long the queue is; with no slot free nobody else would notice. */
  private Future<QueueState> count() {
    long asked = backlog.mark();
    return store
        .queue()
        .map(queue -> {
          backlog.counted(queue, asked);
          if (queue.suspects() > 0 && !draining) {
            makeRoomForSuspects();
          }
          return queue;
        });
  }

  private void makeRoomForSuspects() {
    lane.enter()
        .onComplete(_ -> {
          if (lane.isEntered()) {
            handOver();
            nextSuspect();
          }
        });
  }

  /** None on a node that leaves: it would hold it for nobody, and that counts as a death. */
  private void nextSuspect() {
    if (!draining && slots.taken() == 0) {
      lane.next().onSuccess(lease -> lease.ifPresentOrElse(this::runAnyway, this::claim));
    }
  }

  private int take(int wanted) {
    int taken = 0;
    while (taken < wanted && slots.tryTake()) {
      taken++;
    }
    return taken;
  }

  private void giveBack(int count) {
    for (int i = 0; i < count; i++) {
      slots.giveBack();
    }
    if (draining && slots.taken() == 0) {
      drained.tryComplete();
    }
  }

  /**
   * Whoever runs it is told. Where nobody does, this node takes it, slot or not, if it is to be
   * ended; what a person has answered is first in the queue. A node that leaves leaves it to the
   * others, if there can be any.
   */
  private void signalled(ExecutionId id) {
    bus.publish(ExecutionAddresses.SIGNALLED, id);
    if (membership.mayAct() && !(draining && store.isShared())) {
      failures
          .of("reading signals", store.signals(id))
          .onSuccess(signals -> {
            if (signals.stream().anyMatch(Signal.Cancel.class::isInstance)) {
              claimToEnd(id);
            } else {
              claim();
            }
          });
    }
  }

  private void claimToEnd(ExecutionId id) {
    failures
        .of("claiming one", store.claim(membership.node(), id))
        .onSuccess(lease -> lease.ifPresent(this::runAnyway));
  }
}
