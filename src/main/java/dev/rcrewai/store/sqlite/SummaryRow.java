package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.sql.SQLException;

/** A summary as columns of {@code executions}. */
final class SummaryRow {
  static final String COLUMNS =
      """
      id, crew_name, caller, status, outcome, request_id, created_at, started_at, ended_at,
      input_tokens, cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq\
      """;

  private SummaryRow() {}

  /** Binds {@link #COLUMNS}. */
  static Call bind(Call call, Summary summary) throws SQLException {
    call.id(summary.id()).text(summary.crewName()).text(summary.caller());
    bindStanding(call, summary).text(summary.requestId()).time(summary.createdAt());
    call.time(summary.startedAt()).time(summary.endedAt());
    return bindProgress(call, summary);
  }

  /** Binds status and outcome. */
  static Call bindStanding(Call call, Summary summary) throws SQLException {
    var outcome = summary.outcome();
    return call.text(summary.status().word()).text(outcome == null ? null : outcome.word());
  }

  /** Binds the tokens, the cost and the last seq. */
  static Call bindProgress(Call call, Summary summary) throws SQLException {
    var usage = summary.usage();
    var cost = summary.costUsd();
    return call.number(usage.inputTokens())
        .number(usage.cachedTokens())
        .number(usage.outputTokens())
        .number(usage.reasoningTokens())
        .text(cost == null ? null : cost.toString())
        .number(summary.lastSeq());
  }

  static Summary read(Row row) throws SQLException {
    var outcome = row.textOrNull("outcome");
    var cost = row.textOrNull("cost_usd");
    return new Summary(
        row.id("id"),
        row.text("crew_name"),
        row.text("caller"),
        Status.of(row.text("status")),
        outcome == null ? null : Outcome.of(outcome),
        row.textOrNull("request_id"),
        row.time("created_at"),
        row.timeOrNull("started_at"),
        row.timeOrNull("ended_at"),
        new Usage(
            row.number("input_tokens"),
            row.number("cached_tokens"),
            row.number("output_tokens"),
            row.number("reasoning_tokens")),
        cost == null ? null : new BigDecimal(cost),
        row.number("last_seq"));
  }
}
