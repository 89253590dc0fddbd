package dev.rcrewai.execution;

import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.execution.Watchers.Watcher;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import java.util.List;
import java.util.function.Consumer;

/**
 * One reader's journal from a sequence number on, without a gap and without a repeated event: what
 * is stored first, then what is appended, live. A reader that pauses costs no memory; it catches up
 * from the store. Lives on one Vert.x context.
 */
public final class EventFeed {
  private static final int PAGE = 200;

  private static final int FAILURES_MAX = 10;
  private static final long RETRY_MILLIS = 500;

  private final Context context;
  private final ExecutionStore store;
  private final ExecutionId execution;
  private final Consumer<Event> onEvent;
  private final Consumer<Throwable> onFailure;
  private final Watcher watcher;
  private long lastSeq;
  private boolean reading;
  private int failures;
  private boolean behind;
  private boolean paused;
  private boolean closed;

  private EventFeed(Builder from, long afterSeq) {
    this.context = from.context();
    this.store = from.store();
    this.execution = from.execution();
    this.onEvent = from.onEvent();
    this.onFailure = from.onFailure();
    this.lastSeq = afterSeq;
    this.watcher =
        from.watchers().watch(from.execution(), from.interest(), from.context(), this::appended);
  }

  /** What a feed needs; events and failures arrive on the context. */
  public record Builder(
      ExecutionStore store,
      Watchers watchers,
      Context context,
      ExecutionId execution,
      Interest interest,
      Consumer<Event> onEvent,
      Consumer<Throwable> onFailure) {
    /** Begins after a sequence number, with what is stored. */
    public EventFeed after(long seq) {
      var feed = new EventFeed(this, seq);
      feed.catchUp();
      return feed;
    }

    /** Begins with an execution that is about to be accepted. */
    public EventFeed fromBirth() {
      return new EventFeed(this, 0);
    }
  }

  /** Delivers nothing until {@link #resume}. */
  public void pause() {
    paused = true;
  }

  /** Goes on where it paused. */
  public void resume() {
    paused = false;
    if (behind) {
      catchUp();
    }
  }

  /** Delivers nothing more. */
  public void close() {
    closed = true;
    watcher.close();
  }

  private void appended(Appended news) {
    if (closed || news.lastSeq() <= lastSeq) {
      return;
    }
    var events = news.events();
    if (paused || reading) {
      behind = true;
    } else if (events.isEmpty() || events.getFirst().seq() > lastSeq + 1) {
      catchUp();
    } else {
      deliver(events);
    }
  }

  private void catchUp() {
    if (reading || closed) {
      return;
    }
    reading = true;
    readOn();
  }

  private void readOn() {
    if (closed) {
      return;
    }
    behind = false;
    store.read(execution, lastSeq, PAGE).onSuccess(this::read).onFailure(this::failed);
  }

  private void read(List<Event> events) {
    reading = false;
    failures = 0;
    // A page may hold less than was asked for: only an empty one says that all was read.
    behind |= !events.isEmpty() && !(events.getLast().data() instanceof EventData.Terminal);
    deliver(events);
    if (!closed && !paused && behind) {
      catchUp();
    }
  }

  /** A store that is away for a moment does not cost the reader its place. */
  private void failed(Throwable cause) {
    failures++;
    if (closed) {
      reading = false;
    } else if (failures < FAILURES_MAX) {
      context.owner().setTimer(RETRY_MILLIS, _ -> context.runOnContext(_ -> readOn()));
    } else {
      close();
      onFailure.accept(cause);
    }
  }

  private void deliver(List<Event> events) {
    for (var event : events) {
      if (closed || event.seq() <= lastSeq) {
        continue;
      }
      if (paused) {
        behind = true;
        return;
      }
      lastSeq = event.seq();
      onEvent.accept(event);
    }
  }
}
