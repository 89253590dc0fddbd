package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Journals: one row per append batch, beside the row of the execution. */
final class Journals {
  /** A read ends with the batch that exceeds this, so that a long journal comes in parts. */
  static final int READ_CHARS_MAX = 4 << 20;

  private static final List<Column<Entry>> COLUMNS =
      List.of(
          Column.id(Entry::id),
          Column.text(entry -> entry.batch.lease().node().text()),
          Column.number(entry -> entry.batch.lease().epoch()),
          Column.number(entry -> entry.batch.expectedLastSeq()),
          Column.text(entry -> entry.batch.summary().status().word()),
          Column.flag(entry -> entry.batch.isProgress()),
          Column.text(entry -> word(entry.batch.summary().outcome())),
          Column.time(entry -> entry.batch.summary().startedAt()),
          Column.time(entry -> entry.batch.summary().endedAt()),
          Column.number(entry -> entry.batch.summary().usage().inputTokens()),
          Column.number(entry -> entry.batch.summary().usage().cachedTokens()),
          Column.number(entry -> entry.batch.summary().usage().outputTokens()),
          Column.number(entry -> entry.batch.summary().usage().reasoningTokens()),
          Column.decimal(entry -> entry.batch.summary().costUsd()),
          Column.number(entry -> entry.batch.summary().lastSeq()),
          Column.time(entry -> entry.batch.due()),
          Column.text(Entry::events),
          Column.number(entry -> Deliveries.seq(entry.wanted)),
          Column.time(entry -> Deliveries.at(entry.wanted)));

  /** Appends, with a row for each that was stored, shaped as that of one that was accepted. */
  static String select(int firstParameter) {
    return "SELECT false AS is_new, status AS answer, id AS execution,"
        + " NULL::integer AS queued_now, NULL::integer AS open_now FROM "
        + Column.call("append_1", firstParameter, COLUMNS.size());
  }

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

  private final Database database;

  Journals(Database database) {
    this.database = database;
  }

  /** What became of a batch. */
  enum Appended {
    STORED,
    /** Stored; a signal came before the owner parked it, and it is in the queue. */
    STORED_AND_WOKEN,
    FENCED
  }

  /** A batch on its way, with what can be prepared of it. */
  record Entry(Batch batch, String events, @Nullable Event wanted) implements Groups.Write {
    static Entry of(Batch batch) {
      return new Entry(batch, Json.events(batch.events()), batch.lastWanted());
    }

    ExecutionId id() {
      return batch.lease().execution();
    }

    @Override
    public Object about() {
      return id();
    }

    @Override
    public String[] order() {
      return new String[] {id().text()};
    }

    @Override
    public int chars() {
      return events.length();
    }
  }

  /** Adds the values of {@link #select}. */
  static Tuple add(List<Entry> entries, Tuple arguments) {
    return Column.add(COLUMNS, entries, arguments);
  }

  /** What the rows say, which are those of the entries that were stored. */
  static List<Appended> answers(List<Entry> entries, Iterable<Row> rows) {
    var stand = new HashMap<UUID, Status>();
    rows.forEach(row -> stand.put(row.getUUID("execution"), Status.of(row.getString("answer"))));
    return entries.stream()
        .map(entry -> appended(entry.batch, stand.get(SummaryRow.uuid(entry.id()))))
        .toList();
  }

  private static Appended appended(Batch batch, @Nullable Status stands) {
    if (stands == null) {
      return Appended.FENCED;
    }
    return stands == batch.summary().status() ? Appended.STORED : Appended.STORED_AND_WOKEN;
  }

  private static @Nullable String word(@Nullable Outcome outcome) {
    return outcome == null ? null : outcome.word();
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
