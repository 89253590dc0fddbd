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
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that take too long to send a request, drip by drip, or say nothing between two
 * of them; never one whose request is being worked on. Lives on one event loop.
 *
 * <pre>
 *   open ──readTimeout──► head ──readTimeout──► body read ──(no limit)──► answered ──idleTimeout──►
 * </pre>
 *
 * <p>It looks at the request instead of listening to it: a request has one end handler, and that
 * belongs to whoever reads the body.
 */
final class ConnectionWatch {
  static final Duration SWEEP = Duration.ofMillis(500);

  private final long readNanos;
  private final long idleNanos;
  private final int connectionsMax;
  private final AtomicInteger connections;
  private final LongSupplier nanoTime;
  private final Map<HttpConnection, Watched> watched = new HashMap<>();

  /** One connection: what it sends, and until when it must have. */
  private static final class Watched {
    private long deadline;
    private @Nullable HttpServerRequest request;

    private Watched(long deadline) {
      this.deadline = deadline;
    }
  }

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
    watched.put(connection, new Watched(nanoTime.getAsLong() + readNanos));
    connection.closeHandler(_ -> {
      connections.decrementAndGet();
      watched.remove(connection);
    });
    if (tooMany) {
      connection.close();
    }
  }

  /** Its head is there. */
  void requested(HttpServerRequest request) {
    var one = watched.get(request.connection());
    if (one != null) {
      one.request = request;
      one.deadline = nanoTime.getAsLong() + readNanos;
    }
  }

  /** Closes what is overdue; to be called every {@link #SWEEP}. */
  void sweep() {
    long now = nanoTime.getAsLong();
    for (var connection : List.copyOf(watched.keySet())) {
      var one = watched.get(connection);
      if (one != null && isOverdue(one, now)) {
        watched.remove(connection);
        connection.close();
      }
    }
  }

  private boolean isOverdue(Watched one, long now) {
    if (one.request != null && one.request.isEnded()) {
      if (!one.request.response().ended()) {
        return false;
      }
      one.request = null;
      one.deadline = now + idleNanos;
    }
    return now - one.deadline > 0;
  }
}
