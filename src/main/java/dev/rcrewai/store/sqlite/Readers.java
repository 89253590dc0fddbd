package dev.rcrewai.store.sqlite;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few read-only connections on threads of their own. Futures complete on the caller's context.
 */
final class Readers implements AutoCloseable {
  static final int CONNECTIONS = 4;
  static final int WAITING_MAX = 8_192;

  private static final Duration QUERY_MAX = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  /** A short query. */
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  private final WorkerExecutor threads;
  private final BlockingQueue<Sql> idle = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  private Readers(WorkerExecutor threads) {
    this.threads = threads;
  }

  static Readers open(Vertx vertx, Path file) throws SQLException {
    var readers = new Readers(vertx.createSharedWorkerExecutor("store-reader", CONNECTIONS));
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        readers.idle.add(Sql.reader(file));
      }
      return readers;
    } catch (SQLException e) {
      readers.closeConnections(readers.idle.size());
      throw e;
    }
  }

  <T> Future<T> read(Query<T> query) {
    if (closed) {
      return Future.failedFuture(refusal());
    }
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          new IllegalStateException(
              "the store has more reads waiting than it can keep; try again later"));
    }
    return threads
        .executeBlocking(() -> run(query), false)
        .onComplete(done -> waiting.decrementAndGet());
  }

  private <T> T run(Query<T> query) throws SQLException {
    var sql = idle.poll();
    if (sql == null) { // there are as many connections as threads, except while closing
      throw refusal();
    }
    try {
      return query.run(sql);
    } finally {
      idle.add(sql);
    }
  }

  private static IllegalStateException refusal() {
    return new IllegalStateException("the store is closed");
  }

  /** Closes the connections as their queries end. Blocks. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeConnections(CONNECTIONS);
    }
  }

  private void closeConnections(int open) {
    for (int i = 0; i < open; i++) {
      closeNext();
    }
    threads.close();
  }

  private void closeNext() {
    try {
      var sql = idle.poll(QUERY_MAX.toSeconds(), TimeUnit.SECONDS);
      if (sql == null) {
        LOG.warn("a query did not end; its connection stays open");
      } else {
        sql.close();
      }
    } catch (SQLException | InterruptedException e) {
      LOG.warn("a read connection did not close", e);
    }
  }
}
