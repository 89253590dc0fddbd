package dev.rcrewai.execution;

import static net.logstash.logback.argument.StructuredArguments.kv;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of this process as a node: renews what it holds, and knows when it may not act on it any
 * more. Others give a node up that was paused or cut off for too long; it then forgets what it held
 * and begins again under a new name. Thread-safe.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final int BEATS_PER_TTL = 5;

  /** One that hangs does not keep the next from being sent. */
  private static final int BEATS_IN_FLIGHT_MAX = 3;

  private final Vertx vertx;
  private final LeaseStore store;
  private final Duration ttl;
  private final LongSupplier nanoTime;
  private final FailureLog failures = new FailureLog(LOG);
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile NodeId node = newName();
  private volatile long renewedAt;
  private volatile boolean joined;
  private volatile boolean left;
  private volatile Consumer<NodeId> onLost = lost -> {};
  private volatile long timer = -1;

  /**
   * @param ttl a node that has not renewed for so long is given up
   * @param nanoTime a clock that goes on while the process is paused, and never back
   */
  public Membership(Vertx vertx, LeaseStore store, Duration ttl, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.store = store;
    this.ttl = ttl;
    this.nanoTime = nanoTime;
  }

  private static NodeId newName() {
    return new NodeId(UUID.randomUUID().toString());
  }

  /** The name under which this process takes leases now. */
  public NodeId node() {
    return node;
  }

  /**
   * Whether a step may begin: two thirds of the time have not passed since the last renewal that
   * succeeded was sent, so that nobody else can hold what this node believes to hold.
   */
  public boolean mayAct() {
    return !store.isShared()
        || (joined && nanoTime.getAsLong() - renewedAt < ttl.toNanos() / 3 * 2);
  }

  /** The same for what is held under that name: never again once it was given up. */
  public boolean mayAct(NodeId holder) {
    return holder.equals(node) && mayAct();
  }

  /** Calls it with the name that others have given up: its leases are worth nothing any more. */
  public void onLost(Consumer<NodeId> listener) {
    onLost = onLost.andThen(listener);
  }

  /** Begins to live; succeeds when the store knows it. */
  public Future<Void> join() {
    return joinAs(node)
        .map(_ -> {
          if (store.isShared()) {
            timer = vertx.setPeriodic(ttl.dividedBy(BEATS_PER_TTL).toMillis(), _ -> beat());
          }
          return null;
        });
  }

  /** Ends its life in order: what it still holds goes to others at once. */
  public Future<Void> leave() {
    left = true;
    vertx.cancelTimer(timer);
    return store.leave(node);
  }

  private Future<Void> joinAs(NodeId name) {
    long sent = nanoTime.getAsLong();
    return store
        .join(name, ttl)
        .map(_ -> {
          renewed(name, sent);
          return null;
        });
  }

  private void beat() {
    if (inFlight.incrementAndGet() > BEATS_IN_FLIGHT_MAX) {
      inFlight.decrementAndGet();
      return;
    }
    var name = node;
    failures
        .of("renewing leases", joined ? renew(name) : joinAs(name))
        .onComplete(_ -> inFlight.decrementAndGet());
  }

  private Future<Void> renew(NodeId name) {
    long sent = nanoTime.getAsLong();
    return store
        .heartbeat(name, ttl)
        .map(heartbeat -> {
          switch (heartbeat) {
            case RENEWED -> renewed(name, sent);
            case GIVEN_UP -> lost(name);
          }
          return null;
        });
  }

  private synchronized void renewed(NodeId name, long sent) {
    if (name.equals(node) && (!joined || sent - renewedAt > 0)) {
      renewedAt = sent;
      joined = true;
    }
  }

  private void lost(NodeId name) {
    synchronized (this) {
      if (left || !name.equals(node)) {
        return;
      }
      node = newName();
      joined = false;
    }
    LOG.warn("others have given this node up", kv("node", name.text()));
    onLost.accept(name);
    beat();
  }
}
