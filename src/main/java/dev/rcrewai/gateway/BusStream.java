package dev.rcrewai.gateway;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventFeed;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One journal, sent to an address of a client. Lives on one context.
 *
 * <pre>
 *   feed → outbox → message (at most credit events) → its reply: read, and how many may come next
 *     └─ paused while the outbox is full ←────────────┘
 * </pre>
 *
 * One message is under way at a time, and a reader that does not reply within {@link Times#reply}
 * is left; a heartbeat while there is nothing to send finds out about those that are gone.
 */
final class BusStream {
  private final Vertx vertx;
  private final Context context;
  private final Times times;
  private final String address;
  private final Consumer<BusStream> onClosed;
  private final ExecutionId id;
  private final Outbox outbox;
  private final long heartbeatTimer;
  private long lifetimeTimer = -1;
  private @Nullable EventFeed feed;
  private int credit;
  private long acknowledged;
  private boolean underWay;
  private boolean paused;
  private boolean quiet;
  private boolean closed;
  private boolean slow;

  /** How long a reader may take for its reply, and how long nothing may be said. */
  record Times(Duration reply, Duration heartbeat) {
    static final Times USUAL = new Times(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  /** Who reads what: at which address, how many events at once, after which seq. */
  record Reader(ExecutionId execution, String address, int credit, long after) {}

  /** Why a stream ends. */
  enum Reason {
    /** The execution has, and all its events were read. */
    ENDED,
    /** The reader did not reply in time. */
    SLOW,
    /** The token that opened it is worth nothing any more. */
    EXPIRED,
    /** This node is about to stop. */
    DRAIN,
    /** The journal could not be read. */
    FAILED
  }

  BusStream(
      Vertx vertx, Context context, Times times, Reader reader, Consumer<BusStream> onClosed) {
    this.vertx = vertx;
    this.context = context;
    this.times = times;
    this.id = reader.execution();
    this.outbox = new Outbox(id);
    this.address = reader.address();
    this.credit = reader.credit();
    this.acknowledged = reader.after();
    this.onClosed = onClosed;
    this.heartbeatTimer = vertx.setPeriodic(times.heartbeat().toMillis(), _ -> heartbeat());
  }

  void begin(Executions executions, Duration lifetime) {
    lifetimeTimer = vertx.setTimer(Math.max(1, lifetime.toMillis()), _ -> end(Reason.EXPIRED));
    feed =
        executions
            .feed(id, Interest.LIVE, context, this::recorded, _ -> end(Reason.FAILED))
            .after(acknowledged);
    steer();
  }

  ExecutionId id() {
    return id;
  }

  /** Whether it ended because its reader was too slow, or was gone. */
  boolean wasSlow() {
    return slow;
  }

  /** Text as it is written; not part of the journal. */
  void delta(ChatDelta delta) {
    outbox.add(delta);
    send();
  }

  void end(Reason reason) {
    if (closed) {
      return;
    }
    closed = true;
    slow = reason == Reason.SLOW;
    vertx.cancelTimer(heartbeatTimer);
    vertx.cancelTimer(lifetimeTimer);
    if (feed != null) {
      feed.close();
    }
    var options =
        options("end")
            .addHeader(Headers.REASON, reason.name().toLowerCase(Locale.ROOT))
            .addHeader(Headers.RESUME_AFTER, Long.toString(acknowledged));
    vertx.eventBus().send(address, Buffer.buffer(), options);
    onClosed.accept(this);
  }

  private void recorded(Event event) {
    outbox.add(event);
    steer();
    send();
  }

  /** Reads on while there is room, and not else. */
  private void steer() {
    if (feed == null || paused == outbox.isFull()) {
      return;
    }
    paused = outbox.isFull();
    if (paused) {
      feed.pause();
    } else {
      feed.resume();
    }
  }

  private void heartbeat() {
    if (quiet && !underWay) {
      request("heartbeat", Outbox.Batch.NOTHING);
    }
    quiet = true;
  }

  private void send() {
    if (!closed && !underWay && !outbox.isEmpty()) {
      var batch = outbox.take(credit);
      request("events", batch);
      steer();
    }
  }

  private void request(String kind, Outbox.Batch batch) {
    underWay = true;
    quiet = false;
    vertx
        .eventBus()
        .<Object>request(address, batch.body(), options(kind))
        .onSuccess(reply -> read(batch, reply))
        .onFailure(_ -> end(Reason.SLOW));
  }

  private void read(Outbox.Batch batch, Message<Object> reply) {
    if (closed) {
      return;
    }
    underWay = false;
    acknowledged = Math.max(acknowledged, batch.lastSeq());
    var granted = reply.headers().get(Headers.CREDIT);
    if (granted != null) {
      credit = Credit.of(granted).orElse(credit);
    }
    if (batch.terminal()) {
      end(Reason.ENDED);
    } else {
      send();
    }
  }

  private DeliveryOptions options(String kind) {
    return new DeliveryOptions()
        .setSendTimeout(times.reply().toMillis())
        .addHeader(Headers.KIND, kind);
  }
}
