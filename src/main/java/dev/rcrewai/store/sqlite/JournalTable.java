package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One row per append batch, whatever the number of its events: rows are what costs. */
record JournalTable(Sql sql) {
  /** A read ends with the batch that exceeds this, so that a long journal comes in parts. */
  static final int READ_CHARS_MAX = 4 << 20;

  private static final String DELETE = "DELETE FROM batches WHERE execution = ?";

  private static final String INSERT =
      "INSERT INTO batches (execution, first_seq, last_seq, events) VALUES (?,?,?,?)";

  private static final String READ =
      "SELECT events FROM batches WHERE execution = ? AND last_seq > ? ORDER BY last_seq";

  /** Adds a batch whose place was checked; {@code json} is its events. */
  void insert(ExecutionId id, List<Event> events, String json) throws SQLException {
    sql.call(INSERT)
        .id(id)
        .number(events.getFirst().seq())
        .number(events.getLast().seq())
        .text(json)
        .update();
  }

  /** The events after that seq: at least one where there are any, at most {@code limit}. */
  List<Event> read(ExecutionId id, long afterSeq, int limit) throws SQLException {
    var part = new Part(afterSeq, limit);
    sql.call(READ).id(id).number(afterSeq).until(part::takes);
    return part.events();
  }

  /** Deletes all of it. */
  void delete(ExecutionId id) throws SQLException {
    sql.call(DELETE).id(id).update();
  }

  /** A part of a journal, filled batch by batch. */
  private static final class Part {
    private final List<Event> events = new ArrayList<>();
    private final long afterSeq;
    private final int limit;
    private int chars;

    Part(long afterSeq, int limit) {
      this.afterSeq = afterSeq;
      this.limit = limit;
    }

    /** Adds a batch and says whether that is enough. */
    boolean takes(Row row) throws SQLException {
      var json = row.text("events");
      chars += json.length();
      Json.events(json).stream().filter(event -> event.seq() > afterSeq).forEach(events::add);
      return events.size() >= limit || chars >= READ_CHARS_MAX;
    }

    List<Event> events() {
      return List.copyOf(events.subList(0, Math.min(limit, events.size())));
    }
  }
}
