package dev.rcrewai.gateway;

import dev.rcrewai.client.EventStream;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a stream of the client brought. */
final class Events {
  private final List<JsonObject> all = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ended;

  /** Begins to read. */
  static Events of(EventStream stream) {
    var events = new Events();
    stream
        .endHandler(_ -> events.ended = true)
        .exceptionHandler(events.failure::set)
        .handler(events.all::add);
    return events;
  }

  /** All of them, once it has ended. */
  List<JsonObject> toEnd() {
    Waiting.until("it ends", Duration.ofSeconds(60), () -> ended || failure.get() != null);
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    return all;
  }

  Throwable failure() {
    Waiting.until("it fails", Duration.ofSeconds(60), () -> failure.get() != null);
    return java.util.Objects.requireNonNull(failure.get());
  }

  int size() {
    return all.size();
  }

  boolean hasEnded() {
    return ended;
  }

  /** Those of the journal. */
  static List<JsonObject> recorded(List<JsonObject> events) {
    return events.stream().filter(event -> event.containsKey("seq")).toList();
  }
}
