package dev.rcrewai.execution;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean claiming = new AtomicBoolean();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean draining;
  private volatile @Nullable Instant oldestQueued;

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
    vertx.setPeriodic(POLL_MILLIS, _ -> claim());
  }

  /** This process, as leases name it. */
  public NodeId node() {
    return node;
  }

  /** Takes a slot for an execution that is about to be accepted; the queue goes first. */
  boolean tryTakeSlot() {
    return !isDraining() && queued.get() == 0 && slots.tryTake();
  }

  /** Gives back a slot that was not needed, or whose execution left this node. */
  public void slotFree() {
    slots.giveBack();
    if (draining && slots.taken() == 0) {
      drained.tryComplete();
    }
    claim();
  }

  /** An execution was accepted with this node's lease; a slot was taken for it. */
  void run(RunLease lease) {
    bus.request(ExecutionAddresses.RUN, lease, HAND_OVER_TIMEOUT)
        .onFailure(cause -> {
          LOG.error("no crew verticle took {}", lease.lease().execution(), cause);
          slotFree();
        });
  }

  /** An execution was accepted into the queue. */
  void queued() {
    queued.incrementAndGet();
    claim();
  }

  /** Executions waiting for a slot, as this node last heard. */
  public int queueDepth() {
    return queued.get();
  }

  /** When the one that waits longest was accepted, or null where none waits. */
  public @Nullable Instant oldestQueued() {
    return oldestQueued;
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
    if (slots.taken() == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  private void claim() {
    if (isDraining() || slots.free() == 0 || !claiming.compareAndSet(false, true)) {
      return;
    }
    int taken = 0;
    while (taken < CLAIMS_MAX && slots.tryTake()) {
      taken++;
    }
    int slotsTaken = taken;
    store
        .claim(node, slotsTaken)
        .onComplete(done -> {
          claiming.set(false);
          if (done.failed()) {
            LOG.warn("the queue cannot be read", done.cause());
            giveBack(slotsTaken);
          } else {
            claimed(done.result(), slotsTaken);
          }
        });
  }

  private void claimed(List<Lease> leases, int slotsTaken) {
    leases.forEach(lease -> run(new RunLease(lease, List.of())));
    giveBack(slotsTaken - leases.size());
    store
        .queue()
        .onSuccess(queue -> {
          queued.set(queue.depth());
          oldestQueued = queue.oldest();
        });
    if (leases.size() == slotsTaken && slotsTaken > 0) {
      claim();
    }
  }

  private void giveBack(int count) {
    for (int i = 0; i < count; i++) {
      slots.giveBack();
    }
  }

  /** Whoever runs it is told; where nobody does, this node takes it, slot or not, to end it. */
  private void signalled(ExecutionId id) {
    bus.publish(ExecutionAddresses.SIGNALLED, id);
    store
        .claim(node, id)
        .onSuccess(lease -> {
          if (lease.isPresent()) {
            slots.takeAnyway();
            run(new RunLease(lease.get(), List.of()));
          }
        })
        .onFailure(cause -> LOG.warn("a signalled execution cannot be claimed", cause));
  }
}
