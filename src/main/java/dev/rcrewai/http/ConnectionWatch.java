package dev.rcrewai.http;

import dev.rcrewai.config.HttpSettings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Closes connections that take too long to send a request, drip by drip, or say nothing between two
 * of them; never one whose request is being worked on. Lives on one event loop.
 *
 * <pre>
 *   open ──readTimeout──► head ──readTimeout──► body read ──(no limit)──► answered ──idleTimeout──►
 * </pre>
 */
final class ConnectionWatch {
  private final long readNanos;
  private final long idleNanos;
  private final int connectionsMax;
  private final AtomicInteger connections;
  private final LongSupplier nanoTime;
  private final Map<HttpConnection, Long> deadlines = new HashMap<>();

  /**
   * @param connections open ones, counted over all event loops
   */
  ConnectionWatch(HttpSettings settings, AtomicInteger connections, LongSupplier nanoTime) {
    this.readNanos = settings.requestReadTimeout().toNanos();
    this.idleNanos = settings.idleTimeout().toNanos();
    this.connectionsMax = settings.connectionsMax();
    this.connections = connections;
    this.nanoTime = nanoTime;
  }

  void opened(HttpConnection connection) {
    boolean tooMany = connections.incrementAndGet() > connectionsMax;
    due(connection, readNanos);
    connection.closeHandler(_ -> {
      connections.decrementAndGet();
      deadlines.remove(connection);
    });
    if (tooMany) {
      connection.close();
    }
  }

  /** Its head is there. */
  void requested(HttpServerRequest request) {
    var connection = request.connection();
    due(connection, readNanos);
    request.endHandler(_ -> deadlines.remove(connection));
    request.response().endHandler(_ -> due(connection, idleNanos));
  }

  /** Closes what is overdue; to be called every {@link #SWEEP}. */
  void sweep() {
    long now = nanoTime.getAsLong();
    for (var connection : List.copyOf(deadlines.keySet())) {
      var deadline = deadlines.get(connection);
      if (deadline != null && now - deadline > 0) {
        deadlines.remove(connection);
        connection.close();
      }
    }
  }

  static final Duration SWEEP = Duration.ofMillis(500);

  private void due(HttpConnection connection, long nanos) {
    deadlines.put(connection, nanoTime.getAsLong() + nanos);
  }
}
