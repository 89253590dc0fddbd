package dev.rcrewai.store.sqlite;

import dev.rcrewai.store.Listeners;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What came while a commit ran is the next group:
 *
 * <pre>
 *   take a group → apply each → commit (one sync) → tell listeners and callers → take the next
 * </pre>
 *
 * <p>After a commit that failed nobody knows what is on the disk, so nothing is written any more:
 * everybody waiting is told, and {@code onFatal} is called.
 */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** A group of so many says that more will come. */
  private static final int CROWD_MIN = 8;

  /**
   * Between the groups of a crowd. A sync costs the same CPU for one write as for fifty, and on a
   * quick disk groups would stay small. Nobody waits long for it: the disks that most have take
   * longer for a sync.
   */
  private static final long SYNC_NANOS_MIN = 2_000_000;

  private final Sql sql;
  private final Transaction transaction;
  private final Listeners listeners;
  private final Consumer<Throwable> onFatal;
  private final WriteQueue queue = new WriteQueue();
  private final Thread thread = Thread.ofPlatform().name("store-writer").unstarted(this::run);
  private final Checkpoints checkpoints;

  private volatile @Nullable Throwable broken;
  private volatile QueueSize queued;

  private Writer(Sql sql, Totals totals, Listeners listeners, Consumer<Throwable> onFatal) {
    this.sql = sql;
    this.transaction = new Transaction(sql, totals);
    this.checkpoints = new Checkpoints(sql, Checkpoints.PAGES_MAX);
    this.listeners = listeners;
    this.onFatal = onFatal;
    this.queued = transaction.queued();
  }

  /** Opens the file, brings it up to date, takes back what dead processes held, and starts. */
  static Writer open(Path file, Listeners listeners, Consumer<Throwable> onFatal)
      throws SQLException {
    var sql = Sql.writer(file);
    try {
      Schema.migrate(sql);
      new QueueTable(sql).recover();
      sql.commit();
      var totals = new Totals();
      totals.load(sql);
      var writer = new Writer(sql, totals, listeners, onFatal);
      writer.thread.start();
      return writer;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  /** Hands a write over; it is answered in any case. */
  void submit(Pending<?> write) {
    switch (queue.offer(write)) {
      case TAKEN -> {}
      case FULL ->
          write.fail(
              new IllegalStateException(
                  "the store has more writes waiting than it can keep; try again later"));
      case CLOSED -> write.fail(refusal());
    }
  }

  /** How many executions are queued, as of the last commit. */
  QueueSize queued() {
    return queued;
  }

  private IllegalStateException refusal() {
    var cause = broken;
    return cause == null
        ? new IllegalStateException("the store is closed")
        : new IllegalStateException("the store failed and writes no more: " + cause, cause);
  }

  private void run() {
    List<Pending<?>> group = List.of();
    try {
      for (group = queue.take(); !group.isEmpty(); group = queue.take()) {
        long began = System.nanoTime();
        transaction.commit(group);
        queued = transaction.queued();
        var durable = group;
        group = List.of();
        durable.forEach(write -> write.answer(listeners));
        checkpoints.after(durable);
        gather(durable.size(), began);
      }
      checkpoints.last();
    } catch (Throwable failure) {
      fail(group, failure);
    } finally {
      closeSql();
    }
  }

  /** Where many write at once, a moment later there are more of them for the same sync. */
  private static void gather(int group, long began) {
    if (group >= CROWD_MIN) {
      LockSupport.parkNanos(SYNC_NANOS_MIN - (System.nanoTime() - began));
    }
  }

  private void fail(List<Pending<?>> group, Throwable failure) {
    LOG.error("the store failed and writes no more", failure);
    broken = failure;
    queue.close();
    var lost = new ArrayList<>(group);
    for (var rest = queue.take(); !rest.isEmpty(); rest = queue.take()) {
      lost.addAll(rest);
    }
    lost.forEach(write -> write.fail(refusal()));
    onFatal.accept(failure);
  }

  private void closeSql() {
    try {
      sql.close();
    } catch (SQLException e) {
      LOG.warn("the store's connection did not close", e);
    }
  }

  /** Writes what waits, then ends the thread. Blocks. */
  void close() throws InterruptedException {
    queue.close();
    thread.join();
  }
}
