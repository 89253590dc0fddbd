package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row per execution: its summary and who holds its lease. */
record ExecutionTable(Sql sql) {
  private static final String INSERT =
      "INSERT INTO executions ("
          + SummaryRow.COLUMNS
          + ", node, epoch, queued, deadline) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

  private static final String LEASED = " WHERE id = ? AND node = ? AND epoch = ? AND last_seq = ?";

  /** Touches no index that has the row, so that most batches cost one page. */
  private static final String ADVANCE =
      """
      UPDATE executions SET started_at = ?,
        input_tokens = ?, cached_tokens = ?, output_tokens = ?, reasoning_tokens = ?,
        cost_usd = ?, last_seq = ?, deaths = iif(?, 0, deaths), deadline = ?\
      """
          + LEASED;

  private static final String LEAVE =
      """
      UPDATE executions SET status = ?, outcome = ?, started_at = ?, ended_at = ?,
        input_tokens = ?, cached_tokens = ?, output_tokens = ?, reasoning_tokens = ?,
        cost_usd = ?, last_seq = ?, deaths = iif(?, 0, deaths), node = NULL,
        queued = iif(?, 0, NULL), deadline = ?\
      """
          + LEASED;

  private static final String FIND =
      "SELECT " + SummaryRow.COLUMNS + " FROM executions WHERE id = ?";

  private static final String STATUS = "SELECT status FROM executions WHERE id = ?";

  private static final String DEATHS = "SELECT deaths FROM executions WHERE id = ?";

  private static final String LAST_SEQ = "SELECT last_seq FROM executions WHERE id = ?";

  /** What ended before a moment was created before it, and of that there is an index. */
  private static final String ENDED_BEFORE =
      """
      SELECT id FROM executions WHERE created_at < ? AND ended_at < ?
        AND NOT EXISTS (SELECT 1 FROM deliveries WHERE execution = id AND due IS NOT NULL)
      ORDER BY created_at LIMIT ?\
      """;

  private static final String ENDED_OF =
      """
      SELECT id FROM executions
      WHERE caller = ? AND status IN ('completed', 'failed', 'cancelled') LIMIT ?\
      """;

  private static final String DELETE = "DELETE FROM executions WHERE id = ?";

  /** Adds an accepted execution: leased by its claimer, or queued with that tag. */
  void insert(Submission submission, @Nullable Long tag) throws SQLException {
    var claimer = submission.claimer();
    SummaryRow.bind(sql.call(INSERT), submission.summary())
        .text(claimer == null ? null : claimer.text())
        .number(claimer == null ? 0 : 1)
        .number(tag)
        .time(submission.deadline())
        .update();
  }

  /** Moves a running execution on; false where the lease or the last seq is not the batch's. */
  boolean advance(Batch batch) throws SQLException {
    var call = sql.call(ADVANCE).time(batch.summary().startedAt());
    SummaryRow.bindProgress(call, batch.summary()).flag(batch.isProgress()).time(batch.due());
    return bindLeased(call, batch).update() == 1;
  }

  /** Ends a lease; false where the lease or the last seq is not the batch's. */
  boolean leave(Batch batch) throws SQLException {
    var summary = batch.summary();
    var call = SummaryRow.bindStanding(sql.call(LEAVE), summary);
    call.time(summary.startedAt()).time(summary.endedAt());
    SummaryRow.bindProgress(call, summary)
        .flag(batch.isProgress())
        .flag(summary.status() == Status.QUEUED)
        .time(batch.due());
    return bindLeased(call, batch).update() == 1;
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

  /** How many owners died with it. */
  int deaths(ExecutionId id) throws SQLException {
    return sql.call(DEATHS).id(id).first(row -> (int) row.number("deaths")).orElse(0);
  }

  Optional<Long> lastSeq(ExecutionId id) throws SQLException {
    return sql.call(LAST_SEQ).id(id).first(row -> row.number("last_seq"));
  }

  /** Some that ended before that moment. */
  List<ExecutionId> endedBefore(Instant moment, int max) throws SQLException {
    return sql.call(ENDED_BEFORE).time(moment).time(moment).number(max).all(row -> row.id("id"));
  }

  /** Some of that caller's that have ended. */
  List<ExecutionId> endedOf(String caller, int max) throws SQLException {
    return sql.call(ENDED_OF).text(caller).number(max).all(row -> row.id("id"));
  }

  void delete(ExecutionId id) throws SQLException {
    sql.call(DELETE).id(id).update();
  }
}
