package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Usage;
import dev.rcrewai.store.Nanos;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A summary as columns of {@code executions}. */
final class SummaryRow {
  static final String COLUMNS =
      """
      id, crew_name, caller, status, outcome, request_id, created_at, started_at, ended_at,
      input_tokens, cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq\
      """;

  private SummaryRow() {}

  static Summary read(Row row) {
    var outcome = row.getString("outcome");
    return new Summary(
        id(row),
        row.getString("crew_name"),
        row.getString("caller"),
        Status.of(row.getString("status")),
        outcome == null ? null : Outcome.of(outcome),
        row.getString("request_id"),
        Nanos.read(row.getLong("created_at")),
        time(row.getLong("started_at")),
        time(row.getLong("ended_at")),
        new Usage(
            row.getLong("input_tokens"),
            row.getLong("cached_tokens"),
            row.getLong("output_tokens"),
            row.getLong("reasoning_tokens")),
        row.getBigDecimal("cost_usd"),
        row.getLong("last_seq"));
  }

  static ExecutionId id(Row row) {
    return id(row, "id");
  }

  static ExecutionId id(Row row, String column) {
    return new ExecutionId(row.getUUID(column).toString());
  }

  static UUID uuid(ExecutionId id) {
    return UUID.fromString(id.text());
  }

  static @Nullable Long nanos(@Nullable Instant time) {
    return time == null ? null : Nanos.of(time);
  }

  static @Nullable Instant time(@Nullable Long nanos) {
    return nanos == null ? null : Nanos.read(nanos);
  }
}
