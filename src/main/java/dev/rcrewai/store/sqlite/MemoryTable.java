package dev.rcrewai.store.sqlite;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryCount;
import dev.rcrewai.memory.MemoryPlace;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryVector;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What crews remember for their callers, a row each. */
record MemoryTable(Sql sql) {
  private static final String PUT =
      """
      INSERT INTO memories (id, caller, crew_name, kind, execution, text, at, embedder, vector)
      VALUES (?,?,?,?,?,?,?,?,?)
      ON CONFLICT (id) DO UPDATE SET execution = excluded.execution, text = excluded.text,
        at = excluded.at, embedder = excluded.embedder, vector = excluded.vector
      WHERE excluded.at >= at\
      """;

  private static final String DELETE =
      "DELETE FROM memories WHERE id = ? AND caller = ? AND crew_name = ?";

  private static final String EVICT =
      """
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE caller = ? AND crew_name = ? AND kind = ?
        ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)\
      """;

  private static final String ROWS =
      """
      SELECT id, caller, crew_name, kind, execution, text, at, embedder, vector FROM memories
      WHERE caller = ?\
      """;

  private static final String NEWEST =
      ROWS + " AND crew_name = ? AND kind = ? ORDER BY at DESC, id DESC LIMIT ?";

  private static final String LIST =
      ROWS
          + """
           AND (?2 IS NULL OR crew_name = ?2) AND (?3 IS NULL OR (at, id) < (?3, ?4))
          ORDER BY at DESC, id DESC LIMIT ?5\
          """;

  private static final String COUNTS =
      """
      SELECT crew_name, kind, count(*) AS count FROM memories WHERE caller = ?
      GROUP BY crew_name, kind\
      """;

  private static final String ERASE =
      """
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE caller = ?1 AND (?2 IS NULL OR crew_name = ?2) LIMIT ?3)\
      """;

  private static final String PURGE =
      """
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE at < ? ORDER BY at LIMIT ?)\
      """;

  void put(Memory memory) throws SQLException {
    var vector = memory.vector();
    sql.call(PUT)
        .text(memory.id())
        .text(memory.scope().caller())
        .text(memory.scope().crew())
        .text(memory.kind().word())
        .id(memory.execution())
        .text(memory.text())
        .time(memory.at())
        .text(vector == null ? null : vector.embedder())
        .bytes(vector == null ? null : vector.bytes())
        .update();
  }

  void delete(MemoryScope scope, String id) throws SQLException {
    sql.call(DELETE).text(id).text(scope.caller()).text(scope.crew()).update();
  }

  void evict(MemoryScope scope, MemoryKind kind, int most) throws SQLException {
    sql.call(EVICT)
        .text(scope.caller())
        .text(scope.crew())
        .text(kind.word())
        .number((long) most)
        .update();
  }

  List<Memory> newest(MemoryScope scope, MemoryKind kind, int max) throws SQLException {
    return sql.call(NEWEST)
        .text(scope.caller())
        .text(scope.crew())
        .text(kind.word())
        .number((long) max)
        .all(MemoryTable::memory);
  }

  List<Memory> list(String caller, @Nullable String crew, @Nullable MemoryPlace after, int max)
      throws SQLException {
    return sql.call(LIST)
        .text(caller)
        .text(crew)
        .time(after == null ? null : after.at())
        .text(after == null ? null : after.id())
        .number((long) max)
        .all(MemoryTable::memory);
  }

  List<MemoryCount> counts(String caller) throws SQLException {
    return MemoryCount.sorted(
        sql.call(COUNTS)
            .text(caller)
            .all(row ->
                new MemoryCount(
                    row.text("crew_name"),
                    MemoryKind.of(row.text("kind")),
                    (int) row.number("count"))));
  }

  int erase(String caller, @Nullable String crew, int max) throws SQLException {
    return sql.call(ERASE).text(caller).text(crew).number((long) max).update();
  }

  int purge(Instant before, int max) throws SQLException {
    return sql.call(PURGE).time(before).number((long) max).update();
  }

  private static Memory memory(Row row) throws SQLException {
    var embedder = row.textOrNull("embedder");
    return new Memory(
        row.text("id"),
        new MemoryScope(row.text("caller"), row.text("crew_name")),
        MemoryKind.of(row.text("kind")),
        row.id("execution"),
        row.text("text"),
        row.time("at"),
        embedder == null ? null : MemoryVector.of(embedder, row.bytes("vector")));
  }
}
