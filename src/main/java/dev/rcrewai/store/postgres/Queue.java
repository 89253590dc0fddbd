package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.QueueState;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The queue: executions whose {@code queued} is set, and the leases that are taken from it. Many
 * nodes take at once; each skips what another one is taking. An execution with two deaths is a
 * suspect and taken by {@link #claimSuspect} only; one with more is taken like any other, because
 * its taker ends it.
 */
record Queue(Database database) {
  /** Takes what the condition picks, in its order. */
  private static final String CLAIM =
      """
      WITH picked AS MATERIALIZED (
        SELECT id, queued AS turn, deadline FROM executions
        WHERE %s FOR NO KEY UPDATE SKIP LOCKED),
      taken AS (
        UPDATE executions AS e
        SET status = 'running', node = $1, epoch = epoch + 1, queued = NULL, signalled = false
        FROM picked WHERE e.id = picked.id
        RETURNING e.id, e.epoch, e.deaths, picked.turn)
      SELECT id, epoch, deaths FROM taken ORDER BY turn, id\
      """;

  private static final String NEXT =
      CLAIM.formatted("queued IS NOT NULL AND deaths <> 2 ORDER BY queued, id LIMIT $2");

  private static final String OVERDUE =
      CLAIM.formatted(
          "(queued IS NOT NULL OR status = 'waiting') AND deadline <= $3"
              + " ORDER BY deadline LIMIT $2");

  private static final String SUSPECT =
      CLAIM.formatted("queued IS NOT NULL AND deaths = 2 ORDER BY id LIMIT 1");

  /** Waits for who is writing to it, so that it is not missed. */
  private static final String ONE =
      CLAIM.formatted("queued IS NOT NULL AND id = $2").replace(" SKIP LOCKED", "");

  private static final String LEASES =
      "SELECT id, epoch, deaths FROM executions WHERE node = $1 ORDER BY id";

  private static final String SIGNALLED =
      "SELECT id FROM executions WHERE node = $1 AND signalled ORDER BY id";

  private static final String STATE =
      """
      SELECT
        (SELECT count(*) FROM executions WHERE queued IS NOT NULL) AS queued,
        (SELECT count(*) FROM executions WHERE queued IS NOT NULL AND deaths = 2) AS suspects,
        (SELECT created_at FROM executions
          WHERE status = 'queued' AND deaths <> 2 ORDER BY created_at LIMIT 1) AS oldest\
      """;

  private static final String AHEAD =
      """
      SELECT count(*) AS ahead FROM executions
      WHERE queued IS NOT NULL AND deaths <> 2 AND queued <= (SELECT next_turn_1($1))\
      """;

  Future<List<Lease>> claim(NodeId node, int max) {
    return max < 1
        ? Future.succeededFuture(List.of())
        : database.run(NEXT, node.text(), max).map(rows -> leases(node, rows));
  }

  Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    return database.run(ONE, node.text(), SummaryRow.uuid(id)).map(rows -> first(node, rows));
  }

  Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    return max < 1
        ? Future.succeededFuture(List.of())
        : database.run(OVERDUE, node.text(), max, Nanos.of(now)).map(rows -> leases(node, rows));
  }

  Future<Optional<Lease>> claimSuspect(NodeId node) {
    return database.run(SUSPECT, node.text()).map(rows -> first(node, rows));
  }

  Future<List<Lease>> leases(NodeId node) {
    return database.run(LEASES, node.text()).map(rows -> leases(node, rows));
  }

  Future<List<ExecutionId>> signalled(NodeId node) {
    return database
        .run(SIGNALLED, node.text())
        .map(rows -> rows.stream().map(SummaryRow::id).toList());
  }

  Future<QueueState> state() {
    return database
        .run(STATE)
        .map(rows -> {
          var row = rows.iterator().next();
          var oldest = row.getLong("oldest");
          int suspects = row.getInteger("suspects");
          return new QueueState(
              row.getInteger("queued") - suspects,
              oldest == null ? null : Nanos.read(oldest),
              suspects);
        });
  }

  Future<Integer> ahead(String caller) {
    return database.run(AHEAD, caller).map(rows -> rows.iterator().next().getInteger("ahead"));
  }

  private static List<Lease> leases(NodeId node, RowSet<Row> rows) {
    return rows.stream()
        .map(row ->
            new Lease(SummaryRow.id(row), node, row.getLong("epoch"), row.getInteger("deaths")))
        .toList();
  }

  private static Optional<Lease> first(NodeId node, RowSet<Row> rows) {
    return leases(node, rows).stream().findFirst();
  }
}
