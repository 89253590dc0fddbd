package dev.rcrewai.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one execution, event by event and without a gap, whatever node it comes from: when
 * one goes away, or this reader was too slow for it, the stream goes on after its last event at
 * another. Between the events come pieces of text as they are written, with the type {@code
 * chat.delta} and without a {@code seq}; those may be missing, the event of the finished chat has
 * the whole text.
 *
 * <p>Begins with its handler and ends with the terminal event. A reader that pauses holds no more
 * than one message; the server sends the next when that is read. Everything happens on the context
 * that made the stream.
 */
public final class EventStream implements ReadStream<JsonObject> {
  /** More than two of the server's heartbeats. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(25);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Without an answer for that long, nobody is there. */
  private static final int ATTEMPTS_MAX = 60;

  private static final int CREDIT = 100;
  private static final CallOptions OPENING = CallOptions.DEFAULT.timeout(Duration.ofSeconds(5));

  private final Bus bus;
  private final Context context;
  private final String executionId;
  private final Deque<JsonObject> queue = new ArrayDeque<>();
  private long lastSeq;
  private long demand = Long.MAX_VALUE;
  private int attempt;
  private int failures;
  private long heardNanos;
  private long lookTimer = -1;
  private @Nullable MessageConsumer<Object> consumer;
  private @Nullable Message<Object> unread;
  private @Nullable String ended;
  private boolean done;
  private @Nullable Handler<JsonObject> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  EventStream(Bus bus, String executionId, long after) {
    this.bus = bus;
    this.context = bus.vertx().getOrCreateContext();
    this.executionId = executionId;
    this.lastSeq = after;
  }

  /** The seq of the last event that the handler was given; where a later reader can go on. */
  public long lastSeq() {
    return lastSeq;
  }

  /** Begins to read; null stops it for good. */
  @Override
  public EventStream handler(@Nullable Handler<JsonObject> eventHandler) {
    boolean begins = handler == null && eventHandler != null && !done;
    handler = eventHandler;
    if (begins) {
      context.runOnContext(_ -> begin());
    } else if (eventHandler == null) {
      close();
    }
    return this;
  }

  /** Called once, after the terminal event. */
  @Override
  public EventStream endHandler(@Nullable Handler<Void> handlerOfEnd) {
    endHandler = handlerOfEnd;
    return this;
  }

  /**
   * Called once where the stream cannot go on: with a {@link ProblemException} where the server
   * refuses it, or with what went wrong for a minute.
   */
  @Override
  public EventStream exceptionHandler(@Nullable Handler<Throwable> handlerOfFailure) {
    exceptionHandler = handlerOfFailure;
    return this;
  }

  @Override
  public EventStream pause() {
    demand = 0;
    return this;
  }

  @Override
  public EventStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public EventStream fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    context.runOnContext(_ -> deliver());
    return this;
  }

  /** Reads no more. */
  public Future<Void> close() {
    done = true;
    bus.vertx().cancelTimer(lookTimer);
    queue.clear();
    unread = null;
    return leave();
  }

  private void begin() {
    lookTimer = bus.vertx().setPeriodic(LOOK.toMillis(), _ -> look());
    open();
  }

  /** Each attempt has an address of its own, so that nothing late of the one before is heard. */
  private void open() {
    if (done) {
      return;
    }
    ended = null;
    heardNanos = System.nanoTime();
    var address = "rcrewai.client." + UUID.randomUUID();
    int mine = ++attempt;
    var listening =
        bus.vertx()
            .eventBus()
            .<Object>consumer(
                address,
                message -> {
                  if (mine == attempt) {
                    take(message);
                  }
                });
    consumer = listening;
    var parameters =
        Map.of(
            "execution_id",
            executionId,
            "after",
            Long.toString(lastSeq),
            "events-address",
            address,
            "credit",
            Integer.toString(CREDIT));
    listening
        .completion()
        .compose(_ -> bus.call(Bus.Call.read("rcrewai.executions.events", parameters), OPENING))
        .onComplete(this::opened, this::again);
  }

  private void opened(Answer answer) {
    if (answer.status() == 204) {
      finish();
    } else if (answer.status() == 503 || answer.status() == 429) {
      again(new ProblemException(answer));
    } else if (answer.isProblem()) {
      fail(new ProblemException(answer));
    } else {
      failures = 0;
    }
  }

  private void again(Throwable cause) {
    leave();
    failures++;
    if (done) {
      return;
    }
    if (failures >= ATTEMPTS_MAX) {
      fail(cause);
    } else {
      bus.pause(LOOK).onSuccess(_ -> open());
    }
  }

  private void take(Message<Object> message) {
    heardNanos = System.nanoTime();
    switch (String.valueOf(message.headers().get("kind"))) {
      case "events" -> {
        var body = message.body() instanceof Buffer bytes ? bytes.toJsonObject() : new JsonObject();
        body.getJsonArray("events", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .forEach(queue::add);
        unread = message;
        deliver();
      }
      case "end" -> {
        ended = String.valueOf(message.headers().get("reason"));
        deliver();
      }
      default -> acknowledge(message);
    }
  }

  private void deliver() {
    while (demand > 0 && !done && !queue.isEmpty()) {
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
      give(queue.remove());
    }
    if (done || !queue.isEmpty()) {
      return;
    }
    if (unread != null) {
      acknowledge(unread);
      unread = null;
    }
    if (ended != null) {
      leave();
      if (ended.equals("ended")) {
        finish();
      } else {
        open();
      }
    }
  }

  private void give(JsonObject event) {
    long seq = event.getLong("seq", 0L);
    if (handler != null && (seq == 0 || seq > lastSeq)) {
      lastSeq = Math.max(lastSeq, seq);
      handler.handle(event);
    }
  }

  private static void acknowledge(Message<Object> message) {
    var options = new DeliveryOptions().addHeader("credit", Integer.toString(CREDIT));
    message.reply(Buffer.buffer(), options);
  }

  /** A node that has died says nothing any more. */
  private void look() {
    boolean silent = System.nanoTime() - heardNanos > SILENCE_MAX.toNanos();
    if (silent && unread == null && consumer != null) {
      leave();
      open();
    }
  }

  private void finish() {
    if (!done) {
      close();
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  private void fail(Throwable cause) {
    if (!done) {
      close();
      if (exceptionHandler != null) {
        exceptionHandler.handle(cause);
      }
    }
  }

  private Future<Void> leave() {
    var listening = consumer;
    consumer = null;
    attempt++;
    return listening == null ? Future.succeededFuture() : listening.unregister();
  }
}
