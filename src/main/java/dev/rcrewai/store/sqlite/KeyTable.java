package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Idempotency keys. One is over when its time is up and its execution has ended. */
record KeyTable(Sql sql) {
  static final int SWEPT_MAX = 64;

  private static final String DELETE = "DELETE FROM keys WHERE execution = ?";

  private static final String OVER =
      "e.status IN ('completed', 'failed', 'cancelled') AND k.kept_until <= ?";

  private static final String FIND =
      """
      SELECT k.body_hash, k.execution FROM keys k JOIN executions e ON e.id = k.execution
      WHERE k.caller = ? AND k.operation = ? AND k.key = ? AND NOT (%s)\
      """
          .formatted(OVER);

  private static final String PUT =
      """
      INSERT OR REPLACE INTO keys (caller, operation, key, body_hash, execution, kept_until)
      VALUES (?,?,?,?,?,?)\
      """;

  private static final String SWEEP =
      """
      DELETE FROM keys WHERE (caller, operation, key) IN (
        SELECT k.caller, k.operation, k.key FROM keys k JOIN executions e ON e.id = k.execution
        WHERE %s ORDER BY k.kept_until LIMIT %d)\
      """
          .formatted(OVER, SWEPT_MAX);

  /** What was asked with a key before. */
  record Earlier(String bodyHash, ExecutionId execution) {}

  Optional<Earlier> find(IdempotencyKey key, Instant now) throws SQLException {
    return sql.call(FIND)
        .text(key.caller())
        .text(key.operation())
        .text(key.key())
        .time(now)
        .first(row -> new Earlier(row.text("body_hash"), row.id("execution")));
  }

  void put(IdempotencyKey key, ExecutionId execution) throws SQLException {
    sql.call(PUT)
        .text(key.caller())
        .text(key.operation())
        .text(key.key())
        .text(key.bodyHash())
        .id(execution)
        .time(key.keptUntil())
        .update();
  }

  /** Deletes some of those that are over. */
  void sweep(Instant now) throws SQLException {
    sql.call(SWEEP).time(now).update();
  }

  void delete(ExecutionId id) throws SQLException {
    sql.call(DELETE).id(id).update();
  }
}
