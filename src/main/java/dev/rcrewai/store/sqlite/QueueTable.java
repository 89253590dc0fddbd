package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The queue: executions whose {@code queued} is set, in the order of that tag, then of their ids,
 * which sort by acceptance. What comes back has tag 0. What is new stands behind its caller's own
 * ones, or beside the first of the others: callers take turns (start-time fair queueing, Goyal et
 * al., 1996).
 */
record QueueTable(Sql sql) {
  private static final String RECOVER =
      """
      UPDATE executions SET status = 'queued', node = NULL, queued = 0, deaths = deaths + 1
      WHERE status = 'running'\
      """;

  private static final String TAG =
      """
      SELECT coalesce(
        (SELECT max(queued) + 1 FROM executions WHERE caller = ? AND queued > 0),
        (SELECT min(queued) FROM executions WHERE queued > 0),
        1) AS tag\
      """;

  private static final String AHEAD =
      "SELECT count(*) AS ahead FROM executions WHERE queued <= ? AND deaths <> %d"
          .formatted(Lease.DEATHS_OF_SUSPECT);

  private static final String PLAIN =
      """
      SELECT id FROM executions WHERE queued IS NOT NULL AND deaths <> %d
      ORDER BY queued, id LIMIT ?\
      """
          .formatted(Lease.DEATHS_OF_SUSPECT);

  private static final String SUSPECT =
      """
      SELECT id FROM executions WHERE queued IS NOT NULL AND deaths = %d
      ORDER BY queued, id LIMIT 1\
      """
          .formatted(Lease.DEATHS_OF_SUSPECT);

  private static final String OVERDUE =
      "SELECT id FROM executions WHERE queued IS NOT NULL AND deadline <= ? LIMIT ?";

  private static final String WAKE_EXPIRED =
      """
      UPDATE executions SET status = 'queued', queued = 0 WHERE id IN (
        SELECT id FROM executions WHERE status = 'waiting' AND deadline <= ? LIMIT ?)
      RETURNING deaths\
      """;

  private static final String CLAIM =
      """
      UPDATE executions
      SET status = 'running', node = ?, epoch = epoch + 1, queued = NULL, signalled = 0
      WHERE id = ? AND queued IS NOT NULL RETURNING epoch, deaths\
      """;

  private static final String HELD =
      "SELECT id, epoch, deaths FROM executions WHERE status = 'running' AND node = ?";

  private static final String HELD_SIGNALLED = HELD + " AND signalled = 1";

  private static final String PUT_BACK =
      """
      UPDATE executions SET status = 'queued', node = NULL, queued = 0
      WHERE id = ? AND status = 'running'\
      """;

  private static final String SIGNALLED = "UPDATE executions SET signalled = 1 WHERE id = ?";

  private static final String WAKE =
      """
      UPDATE executions SET status = 'queued', queued = 0
      WHERE id = ? AND status = 'waiting' AND signalled = 1\
      """;

  private static final String OLDEST_ACCEPTED =
      "SELECT created_at FROM executions WHERE status = 'queued' ORDER BY created_at LIMIT 1";

  /** Puts back what the process before held; it has died with it. */
  void recover() throws SQLException {
    sql.call(RECOVER).update();
  }

  /** Where a new execution of that caller stands. */
  long tag(String caller) throws SQLException {
    return sql.call(TAG).text(caller).first(row -> row.number("tag")).orElseThrow();
  }

  /** How many are taken before a new execution of that caller. */
  int ahead(String caller) throws SQLException {
    return sql.call(AHEAD)
        .number(tag(caller))
        .first(row -> Math.toIntExact(row.number("ahead")))
        .orElseThrow();
  }

  /** Takes the leases of up to {@code max} executions, in order; no suspects. */
  List<Lease> claim(NodeId node, int max) throws SQLException {
    return claim(node, sql.call(PLAIN).number(max).all(row -> row.id("id")));
  }

  /** Puts into the queue what waits for people who have not come; says what died with each. */
  List<Integer> wakeExpired(Instant now, int max) throws SQLException {
    return sql.call(WAKE_EXPIRED).time(now).number(max).all(row -> (int) row.number("deaths"));
  }

  /** Takes the leases of up to {@code max} whose deadline has come. */
  List<Lease> claimOverdue(NodeId node, Instant now, int max) throws SQLException {
    return claim(node, sql.call(OVERDUE).time(now).number(max).all(row -> row.id("id")));
  }

  /** Takes the lease of the first suspect. */
  Optional<Lease> claimSuspect(NodeId node) throws SQLException {
    var first = sql.call(SUSPECT).first(row -> row.id("id"));
    return first.isEmpty() ? Optional.empty() : claim(node, first.get());
  }

  private List<Lease> claim(NodeId node, List<ExecutionId> ids) throws SQLException {
    var leases = new ArrayList<Lease>(ids.size());
    for (var id : ids) {
      leases.add(claim(node, id).orElseThrow());
    }
    return leases;
  }

  /** Takes the lease of this one, where it is in the queue. */
  Optional<Lease> claim(NodeId node, ExecutionId id) throws SQLException {
    return sql.call(CLAIM).text(node.text()).id(id).first(row -> lease(row, id, node));
  }

  /** What the node holds. */
  List<Lease> held(NodeId node) throws SQLException {
    return sql.call(HELD).text(node.text()).all(row -> lease(row, row.id("id"), node));
  }

  /** What the node holds and was signalled since it was claimed. */
  List<ExecutionId> signalled(NodeId node) throws SQLException {
    return sql.call(HELD_SIGNALLED).text(node.text()).all(row -> row.id("id"));
  }

  private static Lease lease(Row row, ExecutionId id, NodeId node) throws SQLException {
    return new Lease(id, node, row.number("epoch"), (int) row.number("deaths"));
  }

  /** Ends its lease; it is in the queue again. */
  void putBack(ExecutionId id) throws SQLException {
    sql.call(PUT_BACK).id(id).update();
  }

  /** Remembers that a signal came; the next claim forgets it. */
  void signalled(ExecutionId id) throws SQLException {
    sql.call(SIGNALLED).id(id).update();
  }

  /** Puts it back into the queue where it waits and was signalled since it was claimed. */
  boolean wake(ExecutionId id) throws SQLException {
    return sql.call(WAKE).id(id).update() == 1;
  }

  /** When the one that waits longest was accepted. */
  Optional<Instant> oldest() throws SQLException {
    return sql.call(OLDEST_ACCEPTED).first(row -> row.time("created_at"));
  }
}
