package dev.rcrewai.store.postgres;

import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import java.time.Instant;

/** Deletes ended executions with everything that belongs to them, a few in each transaction. */
record Retention(Database database) {
  /** Executions in one transaction: an execution may have thousands of batches. */
  static final int CHUNK = 100;

  private static final String DELETE =
      """
      WITH doomed AS MATERIALIZED (
        SELECT id FROM executions WHERE %s LIMIT $2 FOR UPDATE SKIP LOCKED),
      no_batches AS (DELETE FROM batches USING doomed WHERE execution = id),
      no_signals AS (DELETE FROM signals USING doomed WHERE execution = id),
      no_keys AS (DELETE FROM keys USING doomed WHERE execution = id)
      DELETE FROM executions AS e USING doomed WHERE e.id = doomed.id\
      """;

  private static final String PURGE = DELETE.formatted("ended_at < $1 ORDER BY ended_at");

  private static final String ERASE =
      DELETE.formatted("caller = $1 AND status IN ('completed', 'failed', 'cancelled')");

  Future<Integer> purge(Instant endedBefore, int max) {
    return delete(PURGE, Nanos.of(endedBefore), max, 0);
  }

  Future<Integer> erase(String caller, int max) {
    return delete(ERASE, caller, max, 0);
  }

  private Future<Integer> delete(String sql, Object which, int max, int done) {
    int chunk = Math.min(CHUNK, max - done);
    if (chunk <= 0) {
      return Future.succeededFuture(done);
    }
    return database
        .run(sql, which, chunk)
        .compose(rows -> {
          int all = done + rows.rowCount();
          return rows.rowCount() < chunk
              ? Future.succeededFuture(all)
              : delete(sql, which, max, all);
        });
  }
}
