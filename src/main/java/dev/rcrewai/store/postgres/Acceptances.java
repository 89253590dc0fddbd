package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accepts executions: key, limits, crew, row and first batch in one call of {@code accept_2}. */
final class Acceptances {
  private static final String QUEUE = "";

  private static final List<Column<Entry>> COLUMNS =
      List.of(
          Column.id(entry -> entry.submission.id()),
          Column.text(entry -> entry.summary().crewName()),
          Column.text(Entry::caller),
          Column.text(entry -> entry.summary().status().word()),
          Column.text(entry -> entry.summary().requestId()),
          Column.time(entry -> entry.summary().createdAt()),
          Column.time(entry -> entry.summary().startedAt()),
          Column.number(entry -> entry.summary().usage().inputTokens()),
          Column.number(entry -> entry.summary().usage().cachedTokens()),
          Column.number(entry -> entry.summary().usage().outputTokens()),
          Column.number(entry -> entry.summary().usage().reasoningTokens()),
          Column.decimal(entry -> entry.summary().costUsd()),
          Column.number(entry -> entry.summary().lastSeq()),
          Column.time(entry -> entry.submission.deadline()),
          Column.text(Entry::claimer),
          Column.text(entry -> entry.submission.crewHash()),
          Column.text(Entry::events),
          Column.number(entry -> Deliveries.seq(entry.wanted)),
          Column.time(entry -> Deliveries.at(entry.wanted)),
          Column.text(entry -> entry.ofKey(IdempotencyKey::caller)),
          Column.text(Entry::operation),
          Column.text(Entry::key),
          Column.text(entry -> entry.ofKey(IdempotencyKey::bodyHash)),
          Column.time(entry -> entry.ofKey(IdempotencyKey::keptUntil)),
          Column.integer(entry -> entry.submission.limits().queuedMax()),
          Column.integer(entry -> entry.submission.limits().callerOpenMax()));

  /** After the columns: what needs counting, the crews, the time, and whether all or none. */
  static final int PARAMETERS = COLUMNS.size() + 6;

  private static final String ACCEPT = select(1);

  private final Database database;
  private final InstantSource clock;
  private final Tally queued = new Tally();
  private final Tally open = new Tally();

  Acceptances(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Accepts, with a row for each and its parameters from there on. */
  static String select(int firstParameter) {
    return "SELECT true AS is_new, answer, earlier AS execution, queued_now, open_now FROM "
        + Column.call("accept_2", firstParameter, PARAMETERS);
  }

  /** A submission on its way, with what can be prepared of it. */
  record Entry(Submission submission, String events, @Nullable Event wanted)
      implements Groups.Write {
    static Entry of(Submission submission) {
      return new Entry(submission, Json.events(submission.events()), submission.lastWanted());
    }

    Summary summary() {
      return submission.summary();
    }

    String caller() {
      return summary().caller();
    }

    @Nullable String claimer() {
      var claimer = submission.claimer();
      return claimer == null ? null : claimer.text();
    }

    <T> @Nullable T ofKey(Function<IdempotencyKey, T> part) {
      var key = submission.key();
      return key == null ? null : part.apply(key);
    }

    @Nullable String operation() {
      return ofKey(IdempotencyKey::operation);
    }

    @Nullable String key() {
      return ofKey(IdempotencyKey::key);
    }

    /** A key stands for one execution, so its twin comes after it. */
    @Override
    public Object about() {
      var key = submission.key();
      return key == null ? submission.id() : List.of(key.caller(), key.operation(), key.key());
    }

    /** Those of one caller together, in the order of their keys. */
    @Override
    public @Nullable String[] order() {
      return new @Nullable String[] {caller(), operation(), key()};
    }

    @Override
    public int chars() {
      return events.length() + submission.crewJson().length();
    }
  }

  /** Of one caller, and only the first may have a key: what it is answered holds for all. */
  Future<Acceptance> acceptAll(List<Submission> all) {
    var entries = all.stream().map(Entry::of).toList();
    return database
        .run(ACCEPT, add(entries, true, Tuple.tuple()))
        .map(rows -> answers(entries, rows).getFirst());
  }

  /**
   * Adds the values of {@link #select}.
   *
   * @param together whether all or none are accepted
   */
  Tuple add(List<Entry> entries, boolean together, Tuple arguments) {
    int more = entries.size();
    var crews = new TreeMap<String, String>();
    entries.forEach(
        entry -> crews.putIfAbsent(entry.submission.crewHash(), entry.submission.crewJson()));
    return Column.add(COLUMNS, entries, arguments)
        .addValue(
            Column.<Entry>flag(
                    entry -> !queued.isFarFrom(QUEUE, entry.submission.limits().queuedMax() - more))
                .of(entries))
        .addValue(
            Column.<Entry>flag(entry ->
                    !open.isFarFrom(
                        entry.caller(), entry.submission.limits().callerOpenMax() - more))
                .of(entries))
        .addValue(crews.keySet().toArray(String[]::new))
        .addValue(crews.values().toArray(String[]::new))
        .addLong(Nanos.of(clock.instant()))
        .addBoolean(together);
  }

  /** What the rows say, which are those of these entries in their order. */
  List<Acceptance> answers(List<Entry> entries, Iterable<Row> rows) {
    var answers = new ArrayList<Acceptance>(entries.size());
    for (var row : rows) {
      var submission = entries.get(answers.size()).submission;
      var answer = answer(row);
      answers.add(answer);
      if (!submission.limits().equals(Submission.Limits.NOTHING_NEW)) { // counts go up to limits
        count(submission, row, answer instanceof Acceptance.Stored);
      }
    }
    return answers;
  }

  private void count(Submission submission, Row row, boolean isStored) {
    var caller = submission.summary().caller();
    open.counted(caller, row.getInteger("open_now"));
    queued.counted(QUEUE, row.getInteger("queued_now"));
    if (isStored) {
      open.added(caller);
    }
    if (isStored && submission.claimer() == null) {
      queued.added(QUEUE);
    }
  }

  private static Acceptance answer(Row row) {
    return switch (row.getString("answer")) {
      case "stored" -> new Acceptance.Stored();
      case "replayed" -> new Acceptance.Replayed(SummaryRow.id(row, "execution"));
      case "key_reused" -> new Acceptance.KeyReused(SummaryRow.id(row, "execution"));
      case "queue_full" -> new Acceptance.QueueFull(row.getInteger("queued_now"));
      case "caller_full" -> new Acceptance.CallerFull(row.getInteger("open_now"));
      case String other -> throw new IllegalStateException("accept_2 answered " + other);
    };
  }
}
