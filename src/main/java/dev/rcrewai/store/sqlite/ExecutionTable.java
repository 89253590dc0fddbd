package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row per execution: its summary and who holds its lease. */
record ExecutionTable(Sql sql) {
  private static final String INSERT =
      "INSERT INTO executions ("
          + SummaryRow.COLUMNS
          + ", node, epoch, queued) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

  private static final String LEASED = " WHERE id = ? AND node = ? AND epoch = ? AND last_seq = ?";

  /** Touches no indexed column, so that most batches cost one page. */
  private static final String ADVANCE =
      """
      UPDATE executions SET started_at = ?,
        input_tokens = ?, cached_tokens = ?, output_tokens = ?, reasoning_tokens = ?,
        cost_usd = ?, last_seq = ?\
      """
          + LEASED;

  private static final String LEAVE =
      """
      UPDATE executions SET status = ?, outcome = ?, started_at = ?, ended_at = ?,
        input_tokens = ?, cached_tokens = ?, output_tokens = ?, reasoning_tokens = ?,
        cost_usd = ?, last_seq = ?, node = NULL, queued = iif(?, created_at, NULL)\
      """
          + LEASED
          + " RETURNING caller";

  private static final String FIND =
      "SELECT " + SummaryRow.COLUMNS + " FROM executions WHERE id = ?";

  private static final String STATUS = "SELECT status FROM executions WHERE id = ?";

  /** Adds an accepted execution: leased by the claimer, or queued where there is none. */
  void insert(Summary summary, @Nullable NodeId claimer) throws SQLException {
    SummaryRow.bind(sql.call(INSERT), summary)
        .text(claimer == null ? null : claimer.text())
        .number(claimer == null ? 0 : 1)
        .time(claimer == null ? summary.createdAt() : null)
        .update();
  }

  /** Moves a running execution on; false where the lease or the last seq is not the batch's. */
  boolean advance(Batch batch) throws SQLException {
    var call = sql.call(ADVANCE).time(batch.summary().startedAt());
    SummaryRow.bindProgress(call, batch.summary());
    return bindLeased(call, batch).update() == 1;
  }

  /** Ends a lease; gives the execution's caller, or nothing where the batch does not fit. */
  Optional<String> leave(Batch batch) throws SQLException {
    var summary = batch.summary();
    var call = SummaryRow.bindStanding(sql.call(LEAVE), summary);
    call.time(summary.startedAt()).time(summary.endedAt());
    SummaryRow.bindProgress(call, summary).number(summary.status() == Status.QUEUED ? 1 : 0);
    return bindLeased(call, batch).first(row -> row.text("caller"));
  }

  private static Call bindLeased(Call call, Batch batch) throws SQLException {
    var lease = batch.lease();
    return call.id(lease.execution())
        .text(lease.node().text())
        .number(lease.epoch())
        .number(batch.expectedLastSeq());
  }

  Optional<Summary> find(ExecutionId id) throws SQLException {
    return sql.call(FIND).id(id).first(SummaryRow::read);
  }

  Optional<Status> status(ExecutionId id) throws SQLException {
    return sql.call(STATUS).id(id).first(row -> Status.of(row.text("status")));
  }
}
