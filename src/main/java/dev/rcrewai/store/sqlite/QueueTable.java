package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.QueueState;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The queue: executions whose {@code queued} is set, in its order. It is the time of acceptance,
 * for an execution that comes back too; for one whose process died, that time long before all
 * others.
 */
record QueueTable(Sql sql) {
  private static final String RECOVER =
      """
      UPDATE executions SET status = 'queued', node = NULL, queued = created_at - %d
      WHERE status = 'running'\
      """
          .formatted(1L << 62);

  private static final String OLDEST =
      "SELECT id FROM executions WHERE queued IS NOT NULL ORDER BY queued, id LIMIT ?";

  private static final String CLAIM =
      """
      UPDATE executions
      SET status = 'running', node = ?, epoch = epoch + 1, queued = NULL, signalled = 0
      WHERE id = ? AND queued IS NOT NULL RETURNING epoch\
      """;

  private static final String SIGNALLED = "UPDATE executions SET signalled = 1 WHERE id = ?";

  private static final String WAKE =
      """
      UPDATE executions SET status = 'queued', queued = created_at
      WHERE id = ? AND status = 'waiting' AND signalled = 1\
      """;

  private static final String OLDEST_ACCEPTED =
      "SELECT created_at FROM executions WHERE status = 'queued' ORDER BY created_at LIMIT 1";

  /** Puts back what dead processes held. */
  void recover() throws SQLException {
    sql.call(RECOVER).update();
  }

  /** Takes the leases of up to {@code max} executions, in order. */
  List<Lease> claim(NodeId node, int max) throws SQLException {
    var oldest = sql.call(OLDEST).number(max).all(row -> row.id("id"));
    var leases = new ArrayList<Lease>(oldest.size());
    for (var id : oldest) {
      leases.add(claim(node, id).orElseThrow());
    }
    return leases;
  }

  /** Takes the lease of this one, where it is in the queue. */
  Optional<Lease> claim(NodeId node, ExecutionId id) throws SQLException {
    return sql.call(CLAIM)
        .text(node.text())
        .id(id)
        .first(row -> new Lease(id, node, row.number("epoch")));
  }

  /** Remembers that a signal came; the next claim forgets it. */
  void signalled(ExecutionId id) throws SQLException {
    sql.call(SIGNALLED).id(id).update();
  }

  /** Puts it back into the queue where it waits and was signalled since it was claimed. */
  boolean wake(ExecutionId id) throws SQLException {
    return sql.call(WAKE).id(id).update() == 1;
  }

  /** Who waits; {@code depth} is known to the writer, and counting is not needed. */
  QueueState state(int depth) throws SQLException {
    var oldest = sql.call(OLDEST_ACCEPTED).first(row -> row.time("created_at"));
    return oldest.isEmpty() ? new QueueState(0, null) : new QueueState(depth, oldest.get());
  }
}
