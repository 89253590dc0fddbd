package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Status;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.stream.Stream;

/** Deletes ended executions with everything that belongs to them, a few in each transaction. */
record Retention(Database database) {
  /** Executions in one transaction: an execution may have thousands of batches. */
  static final int CHUNK = 100;

  private static final String DELETE =
      """
      WITH doomed AS MATERIALIZED (
        SELECT id FROM executions WHERE %s LIMIT $1 FOR UPDATE SKIP LOCKED),
      no_batches AS (DELETE FROM batches USING doomed WHERE execution = id),
      no_signals AS (DELETE FROM signals USING doomed WHERE execution = id),
      no_keys AS (DELETE FROM keys USING doomed WHERE execution = id),
      no_deliveries AS (DELETE FROM deliveries USING doomed WHERE execution = id),
      no_accounts AS (DELETE FROM accounts USING doomed WHERE account = 'execution:' || id)
      DELETE FROM executions AS e USING doomed WHERE e.id = doomed.id\
      """;

  private static final String PURGE =
      DELETE.formatted(
          """
          ended_at < $2 AND NOT EXISTS (
            SELECT FROM deliveries WHERE execution = id AND due IS NOT NULL)
          ORDER BY ended_at\
          """);

  private static final String ERASE =
      DELETE.formatted("ARRAY[caller, status] = ARRAY[$2, $3] ORDER BY created_at, id");

  Future<Integer> purge(Instant endedBefore, int max) {
    return delete(max, PURGE, Nanos.of(endedBefore));
  }

  Future<Integer> erase(String caller, int max) {
    var erased = Future.succeededFuture(0);
    for (var status : Status.values()) {
      if (status.ended()) {
        erased =
            erased.compose(before ->
                delete(max - before, ERASE, caller, status.word()).map(more -> before + more));
      }
    }
    return erased;
  }

  /** Deletes up to {@code max}, chunk by chunk; {@code $1} is the size of a chunk. */
  private Future<Integer> delete(int max, String sql, Object... which) {
    int chunk = Math.min(CHUNK, max);
    if (chunk <= 0) {
      return Future.succeededFuture(0);
    }
    var arguments = Stream.concat(Stream.of(chunk), Stream.of(which)).toArray();
    return database
        .run(sql, arguments)
        .compose(rows -> {
          int deleted = rows.rowCount();
          return deleted < chunk
              ? Future.succeededFuture(deleted)
              : delete(max - deleted, sql, which).map(more -> deleted + more);
        });
  }
}
