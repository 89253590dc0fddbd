package dev.rcrewai.http;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventFeed;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One journal as server-sent events (WHATWG HTML, section 9.2). A reader that does not keep up
 * pauses its feed; it costs no memory. Lives on the request's context.
 */
final class EventStream {
  private final HttpServerResponse response;
  private final Context context;
  private final ExecutionId id;
  private final Consumer<EventStream> onClosed;
  private final long heartbeatTimer;
  private long lifetimeTimer;
  private @Nullable EventFeed feed;
  private boolean closed;

  EventStream(
      HttpServerResponse response,
      Context context,
      Duration heartbeat,
      Consumer<EventStream> onClosed,
      ExecutionId id) {
    this.response = response;
    this.context = context;
    this.id = id;
    this.onClosed = onClosed;
    this.heartbeatTimer =
        context.owner().setPeriodic(heartbeat.toMillis(), _ -> write(": heartbeat\n\n"));
  }

  ExecutionId id() {
    return id;
  }

  /** Sends the head, then every event after that seq, until the terminal one. */
  void begin(Executions executions, long after, Duration lifetime) {
    response
        .setChunked(true)
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
    if (closed || response.writeQueueFull()) {
      return;
    }
    var data = Json.MAPPER.createObjectNode();
    data.put("path", delta.path().text()).put("call", delta.call()).put("text", delta.text());
    write("event: chat.delta\ndata: " + data + "\n\n");
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    context.owner().cancelTimer(heartbeatTimer);
    context.owner().cancelTimer(lifetimeTimer);
    if (feed != null) {
      feed.close();
    }
    onClosed.accept(this);
    if (!response.ended() && !response.closed()) {
      response.end();
    }
  }

  private void send(Event event) {
    write(
        "id: "
            + event.seq()
            + "\nevent: "
            + EventType.of(event.data())
            + "\ndata: "
            + Json.event(event)
            + "\n\n");
    if (event.data() instanceof EventData.Terminal) {
      close();
    } else if (response.writeQueueFull() && feed != null) {
      var paused = feed;
      paused.pause();
      response.drainHandler(_ -> paused.resume());
    }
  }

  private void write(String text) {
    if (!closed && !response.closed()) {
      response.write(text);
    }
  }
}
