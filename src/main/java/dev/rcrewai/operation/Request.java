package dev.rcrewai.operation;

import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request as a door received it, unchecked. Lives on the event loop that received it; a door
 * implements this and nothing else of what operations see.
 */
public interface Request {
  /** Every value of a header, however its name is spelt; none where it was not sent. */
  List<String> headers(String name);

  /** A variable of the operation's path, decoded. */
  Optional<String> path(String name);

  /** The first value of a query parameter, decoded. */
  Optional<String> query(String name);

  /** The body as it came; empty where there was none. */
  Buffer body();

  /** How the caller wants to read a journal along, where it asks for that. */
  Optional<EventReader> reader();

  /** The trace that it is part of; its own span where it is traced. */
  TraceContext trace();

  /** Answers; only the first answer counts, and none where the caller has gone. */
  void send(Reply reply);

  /** Calls back when the caller goes away without its answer; at once where it has gone already. */
  void onDisconnect(Runnable action);

  /** How long the caller waits for an answer; empty where its door lets it wait for ever. */
  default Optional<Duration> patience() {
    return Optional.empty();
  }

  /** The first value of a header. */
  default Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }
}
