package dev.rcrewai.http;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventFeed;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.LiveText;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One journal as server-sent events (WHATWG HTML, section 9.2). Lives on the request's context.
 *
 * <pre>
 *   flowing ─► too much is unsent: its feed pauses, live text is skipped ─► drained ─► flowing
 *                                    └─► not drained within {@link #STALL_MAX} ─► cut off
 * </pre>
 */
final class EventStream {
  /** How much may be unsent before a reader counts as slow, in bytes. */
  static final int UNSENT_MAX = 256 * 1024;

  /** How long a reader may be slow; it comes back with {@code Last-Event-ID}. */
  static final Duration STALL_MAX = Duration.ofSeconds(10);

  private final HttpServerResponse response;
  private final Context context;
  private final ExecutionId id;
  private final EventWire wire;
  private final Consumer<EventStream> onClosed;
  private final long heartbeatTimer;
  private final LiveText texts;
  private long lifetimeTimer;
  private @Nullable EventFeed feed;
  private boolean stalled;
  private long stallTimer;
  private boolean cut;
  private boolean closed;

  EventStream(
      HttpServerResponse response,
      Context context,
      Duration heartbeat,
      EventWire wire,
      Consumer<EventStream> onClosed,
      ExecutionId id) {
    this.response = response;
    this.context = context;
    this.id = id;
    this.wire = wire;
    this.onClosed = onClosed;
    this.texts = new LiveText(id);
    this.heartbeatTimer = context.owner().setPeriodic(heartbeat.toMillis(), _ -> heartbeat());
  }

  ExecutionId id() {
    return id;
  }

  /** Whether it ended because its reader was too slow. */
  boolean wasCut() {
    return cut;
  }

  /** Sends the head, then every event after that seq, until the terminal one. */
  void begin(Executions executions, long after, Duration lifetime) {
    response
        .setChunked(true)
        .setWriteQueueMaxSize(UNSENT_MAX)
        .putHeader("Content-Type", EventStreams.MEDIA_TYPE)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no");
    if (executions.isShared()) {
      write(": chat.delta comes only from the node that runs the execution\n\n");
    }
    write("retry: 2000\n\n");
    lifetimeTimer = context.owner().setTimer(Math.max(1, lifetime.toMillis()), _ -> close());
    feed = executions.feed(id, Interest.LIVE, context, this::send, _ -> close()).after(after);
  }

  /** Text as it is written; not part of the journal, so it has no id. */
  void delta(ChatDelta delta) {
    if (stalled) {
      texts.skip(delta);
    } else if (texts.take(delta)) {
      write(wire.of(delta));
      stallIfFull();
    }
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    context.owner().cancelTimer(heartbeatTimer);
    context.owner().cancelTimer(lifetimeTimer);
    context.owner().cancelTimer(stallTimer);
    if (feed != null) {
      feed.close();
    }
    onClosed.accept(this);
    if (!response.ended() && !response.closed()) {
      response.end();
    }
  }

  private void send(Event event) {
    texts.rest(event).map(EventWire::encoded).ifPresent(this::write);
    write(wire.of(event));
    if (event.data() instanceof EventData.Terminal) {
      close();
    } else {
      stallIfFull();
    }
  }

  private void heartbeat() {
    if (!stalled) {
      write(": heartbeat\n\n");
    }
  }

  private void stallIfFull() {
    if (stalled || closed || !response.writeQueueFull()) {
      return;
    }
    stalled = true;
    if (feed != null) {
      feed.pause();
    }
    stallTimer = context.owner().setTimer(STALL_MAX.toMillis(), _ -> cutOff());
    response.drainHandler(_ -> flow());
  }

  private void flow() {
    if (stalled) {
      stalled = false;
      context.owner().cancelTimer(stallTimer);
      if (feed != null) {
        feed.resume();
      }
    }
  }

  /** An end would wait behind what is unsent, and so would its memory. */
  private void cutOff() {
    cut = true;
    response.reset();
    close();
  }

  private void write(String text) {
    write(Buffer.buffer(text));
  }

  private void write(Buffer text) {
    if (!closed && !response.closed()) {
      response.write(text);
    }
  }
}
