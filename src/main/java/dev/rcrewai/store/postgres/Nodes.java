package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.NodeId;
import io.vertx.core.Future;
import java.time.Duration;

/** Nodes that live, by the database's own clock, and the lane that one of them may have. */
record Nodes(Database database, Lifeline lifeline) {
  private static final String JOIN =
      """
      INSERT INTO nodes (node, expires_at, since)
      VALUES ($1, clock_timestamp() + $2::bigint * interval '1 millisecond', clock_timestamp())
      ON CONFLICT (node) DO UPDATE SET expires_at = excluded.expires_at, since = excluded.since\
      """;

  private static final String HEARTBEAT = "SELECT renewed, put_back FROM heartbeat_1($1, $2)";

  private static final String LIVING =
      "SELECT count(*) AS n FROM nodes WHERE expires_at >= clock_timestamp()";

  private static final String LEAVE =
      """
      WITH gone AS (DELETE FROM nodes WHERE node = $1),
      freed AS (UPDATE lane SET node = NULL WHERE node = $1)
      UPDATE executions SET status = 'queued', node = NULL, queued = 0 WHERE id IN (
        SELECT id FROM executions WHERE node = $1 ORDER BY id FOR NO KEY UPDATE)\
      """;

  private static final String ENTER_LANE =
      """
      UPDATE lane SET node = $1
      WHERE node IS NULL OR node = $1 OR NOT EXISTS (
        SELECT FROM nodes n WHERE n.node = lane.node AND n.expires_at >= clock_timestamp())\
      """;

  private static final String LEAVE_LANE = "UPDATE lane SET node = NULL WHERE node = $1";

  /**
   * What a heartbeat came to.
   *
   * @param isRenewed false where the node was given up
   * @param putBack how many executions of other nodes are in the queue again
   */
  record Beat(boolean isRenewed, int putBack) {}

  Future<Void> join(NodeId node, Duration ttl) {
    return database.run(JOIN, node.text(), ttl.toMillis()).mapEmpty();
  }

  Future<Beat> heartbeat(NodeId node, Duration ttl) {
    return lifeline
        .run(HEARTBEAT, node.text(), ttl.toMillis())
        .map(rows -> {
          var row = rows.iterator().next();
          return new Beat(row.getBoolean("renewed"), row.getInteger("put_back"));
        });
  }

  Future<Integer> count() {
    return database.run(LIVING).map(rows -> rows.iterator().next().getInteger("n"));
  }

  /** Gives the number of executions that are in the queue again. */
  Future<Integer> leave(NodeId node) {
    return database.run(LEAVE, node.text()).map(rows -> rows.rowCount());
  }

  Future<Boolean> enterLane(NodeId node) {
    return database.run(ENTER_LANE, node.text()).map(rows -> rows.rowCount() == 1);
  }

  Future<Void> leaveLane(NodeId node) {
    return database.run(LEAVE_LANE, node.text()).mapEmpty();
  }
}
