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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives executions to the crew verticles of this node: those just accepted where a slot is free,
 * the queue's oldest when one becomes free. Thread-safe.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 1_000;
  private static final int CLAIMS_MAX = 64;

  private final Vertx vertx;
  private final LocalBus bus;
  private final ExecutionStore store;
  private final NodeId node;
  private final Slots slots;
  private final Durations durations = new Durations();
  private final Backlog backlog = new Backlog();

  /** Wishes to claim; one claim at a time grants all that came before it. */
  private final AtomicInteger wishes = new AtomicInteger();

  private final Set<Runnable> onDrain = ConcurrentHashMap.newKeySet();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean draining;

  public Dispatcher(
      Vertx vertx, LocalBus bus, ExecutionStore store, NodeId node, int concurrentMax) {
    this.vertx = vertx;
    this.bus = bus;
    this.store = store;
    this.node = node;
    this.slots = new Slots(concurrentMax);
    store.onSignal(this::signalled);
  }

  /** Begins to work on what the store's queue holds. */
  public void start() {
    claim();
    vertx.setPeriodic(
        POLL_MILLIS,
        _ -> {
          if (slots.free() > 0) {
            claim();
          } else {
            count();
          }
        });
  }

  /** This process, as leases name it. */
  public NodeId node() {
    return node;
  }

  /** Takes a slot for an execution that is about to be accepted; the queue goes first. */
  boolean tryTakeSlot() {
    return !isDraining() && backlog.depth() == 0 && slots.tryTake();
  }

  /** Gives back a slot that was not needed, or whose execution left this node. */
  public void slotFree() {
    giveBack(1);
    if (backlog.depth() > 0) {
      claim();
    }
  }

  /** An execution was accepted with this node's lease; a slot was taken for it. */
  void run(RunLease lease) {
    bus.request(ExecutionAddresses.RUN, lease, HAND_OVER_TIMEOUT)
        .onFailure(cause -> {
          LOG.error("no crew verticle took {}", lease.lease().execution(), cause);
          // After a time-out it is still on its way to one, and keeps its slot.
          if (cause instanceof ReplyException e && e.failureType() == ReplyFailure.NO_HANDLERS) {
            slotFree();
          }
        });
  }

  /** An execution was accepted into the queue, with so much time until its deadline. */
  void queued(ExecutionId id, Duration left) {
    backlog.arrived();
    vertx.setTimer(Math.max(1, left.toMillis()), _ -> overdue(id));
    claim();
  }

  /** Executions waiting for a slot, as this node last heard. */
  public int queueDepth() {
    return backlog.depth();
  }

  /** When the one that waits longest was accepted, or null where none waits. */
  public @Nullable Instant oldestQueued() {
    return backlog.oldest();
  }

  /** Executions that this node may run at once. */
  public int slotsMax() {
    return slots.max();
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

  /** Whether nothing new is accepted or claimed. */
  public boolean isDraining() {
    return draining;
  }

  /** Claims nothing more; completes when nothing runs here. */
  public Future<Void> drain() {
    draining = true;
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
    int taken = isDraining() ? 0 : take(Math.clamp(backlog.depth(), 1, CLAIMS_MAX));
    if (taken == 0) {
      granted(granted);
      return;
    }
    store
        .claim(node, taken)
        .onComplete(done -> {
          if (done.failed()) {
            LOG.warn("the queue cannot be read", done.cause());
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
    return store.queue().onSuccess(queue -> backlog.counted(queue, asked));
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

  /** Its deadline holds in the queue too. */
  private void overdue(ExecutionId id) {
    store
        .find(id)
        .onSuccess(found -> {
          if (found.isPresent() && found.get().status() == Status.QUEUED) {
            takeNow(id);
          }
        });
  }

  /** Whoever runs it is told; where nobody does, this node takes it, slot or not, to end it. */
  private void signalled(ExecutionId id) {
    bus.publish(ExecutionAddresses.SIGNALLED, id);
    takeNow(id);
  }

  private void takeNow(ExecutionId id) {
    store
        .claim(node, id)
        .onSuccess(lease -> {
          if (lease.isPresent()) {
            slots.takeAnyway();
            run(new RunLease(lease.get(), List.of()));
          }
        })
        .onFailure(cause -> LOG.warn("an execution cannot be claimed", cause));
  }
}
