package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Journals: one row per append batch, beside the row of the execution. */
record Journals(Database database) {
  /** A read ends with the batch that exceeds this, so that a long journal comes in parts. */
  static final int READ_CHARS_MAX = 4 << 20;

  /**
   * Moves the execution on where lease and last seq are the batch's, and stores the events with it.
   * An execution that is parked with a signal unseen is queued instead.
   */
  private static final String APPEND =
      """
      WITH moved AS (
        UPDATE executions SET
          status = CASE WHEN $5 = 'waiting' AND signalled THEN 'queued' ELSE $5 END,
          queued = CASE WHEN $5 = 'queued' OR $5 = 'waiting' AND signalled THEN 0 END,
          node = CASE WHEN $5 = 'running' THEN node END,
          deaths = CASE WHEN $6 THEN 0 ELSE deaths END,
          outcome = $7, started_at = $8, ended_at = $9, input_tokens = $10, cached_tokens = $11,
          output_tokens = $12, reasoning_tokens = $13, cost_usd = $14, last_seq = $15,
          deadline = $17
        WHERE id = $1 AND node = $2 AND epoch = $3 AND last_seq = $4 AND status = 'running'
        RETURNING id, status),
      stored AS (
        INSERT INTO batches (execution, first_seq, last_seq, chars, events)
        SELECT id, $4 + 1, $15, length($16), $16 FROM moved)
      SELECT status FROM moved\
      """;

  /** The same, and the webhook is to be told of it. */
  private static final String APPEND_AND_WANT =
      APPEND.replace("SELECT status FROM", "SELECT status, want_1(id, $4, $18, $19) FROM");

  /** {@code before_*} is what the batches before this one have; those are enough, or it is read. */
  private static final String READ =
      """
      SELECT events FROM (
        SELECT events,
          sum(chars) OVER part - chars AS before_chars,
          sum(last_seq - greatest(first_seq - 1, $2)) OVER part
            - (last_seq - greatest(first_seq - 1, $2)) AS before_events
        FROM (
          SELECT * FROM batches WHERE execution = $1 AND last_seq > $2
          ORDER BY last_seq LIMIT $3) AS some_batches
        WINDOW part AS (ORDER BY last_seq)) AS part
      WHERE before_chars < $4 AND before_events < $3
      ORDER BY before_events\
      """;

  private static final String FIND =
      "SELECT " + SummaryRow.COLUMNS + " FROM executions WHERE id = $1";

  /** What became of a batch. */
  enum Appended {
    STORED,
    /** Stored; a signal came before the owner parked it, and it is in the queue. */
    STORED_AND_WOKEN,
    FENCED
  }

  Future<Appended> append(Batch batch) {
    var summary = batch.summary();
    var wanted = batch.lastWanted();
    var appended =
        wanted == null
            ? database.run(APPEND, arguments(batch))
            : database.run(APPEND_AND_WANT, Deliveries.withWanted(arguments(batch), wanted));
    return appended.map(rows -> {
      if (rows.size() == 0) {
        return Appended.FENCED;
      }
      var stands = Status.of(rows.iterator().next().getString("status"));
      return stands == summary.status() ? Appended.STORED : Appended.STORED_AND_WOKEN;
    });
  }

  private static @Nullable Object[] arguments(Batch batch) {
    var lease = batch.lease();
    var summary = batch.summary();
    var usage = summary.usage();
    var outcome = summary.outcome();
    return new @Nullable Object[] {
      SummaryRow.uuid(lease.execution()),
      lease.node().text(),
      lease.epoch(),
      batch.expectedLastSeq(),
      summary.status().word(),
      batch.isProgress(),
      outcome == null ? null : outcome.word(),
      SummaryRow.nanos(summary.startedAt()),
      SummaryRow.nanos(summary.endedAt()),
      usage.inputTokens(),
      usage.cachedTokens(),
      usage.outputTokens(),
      usage.reasoningTokens(),
      summary.costUsd(),
      summary.lastSeq(),
      Json.events(batch.events()),
      Nanos.of(batch.due())
    };
  }

  Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    return database
        .run(READ, SummaryRow.uuid(id), afterSeq, limit, READ_CHARS_MAX)
        .map(rows -> {
          var events = new ArrayList<Event>();
          for (var row : rows) {
            events.addAll(Json.events(row.getString("events")));
          }
          return events.stream().filter(event -> event.seq() > afterSeq).limit(limit).toList();
        });
  }

  Future<Optional<Summary>> find(ExecutionId id) {
    return database
        .run(FIND, SummaryRow.uuid(id))
        .map(rows -> rows.stream().map(SummaryRow::read).findFirst());
  }

  Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    var uuids = ids.stream().map(SummaryRow::uuid).toArray(UUID[]::new);
    return database
        .run("SELECT id, last_seq FROM executions WHERE id = ANY ($1)", (Object) uuids)
        .map(rows -> {
          var seqs = new HashMap<ExecutionId, Long>();
          rows.forEach(row -> seqs.put(SummaryRow.id(row), row.getLong("last_seq")));
          return Map.copyOf(seqs);
        });
  }

  Future<Optional<String>> crew(String hash) {
    return database
        .run("SELECT crew FROM crews WHERE hash = $1", hash)
        .map(rows -> rows.stream().map(row -> row.getString("crew")).findFirst());
  }
}
