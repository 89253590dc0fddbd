package dev.rcrewai.store.postgres;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Alike;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryCount;
import dev.rcrewai.memory.MemoryPage;
import dev.rcrewai.memory.MemoryPlace;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What crews remember for their callers. Thread-safe. */
final class Memories implements MemoryStore {
  private static final Logger LOG = LoggerFactory.getLogger(Memories.class);

  private static final String KEEP =
      "SELECT remember_2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

  private static final String COLUMNS = "SELECT id, caller, crew_name, kind, execution, text, at, ";
  private static final String FROM = " FROM memories WHERE caller = $1";
  private static final String ROWS = COLUMNS + StoredVector.COLUMNS + FROM;

  private static final String OF_KIND =
      " AND crew_name = $2 AND kind = $3 ORDER BY at DESC, id DESC LIMIT $4";

  private static final String NEWEST = ROWS + OF_KIND;
  private static final String NEWEST_TEXTS = COLUMNS + StoredVector.NO_COLUMNS + FROM + OF_KIND;

  private static final String LIST =
      ROWS
          + """
           AND ($2::text IS NULL OR crew_name = $2)
          AND ($3::bigint IS NULL OR (at, id) < ($3, $4::text COLLATE "C"))
          ORDER BY at DESC, id DESC LIMIT $5\
          """;

  private static final String COUNTS =
      """
      SELECT crew_name, kind, count(*)::integer AS count FROM memories WHERE caller = $1
      GROUP BY crew_name, kind\
      """;

  private static final String ERASE =
      """
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE caller = $1 AND ($2::text IS NULL OR crew_name = $2)
        LIMIT $3)\
      """;

  private static final String PURGE =
      """
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)\
      """;

  /** Undefined type or function, no such schema, no right to it. */
  private static final Set<String> MISSING = Set.of("42704", "42883", "3F000", "42501");

  private final Database database;
  private final Gate gate;
  private volatile @Nullable MemorySearch search;

  Memories(Database database, Gate gate) {
    this.database = database;
    this.gate = gate;
  }

  /** Finds out whether the database compares vectors. */
  Future<Void> open() {
    return Pgvector.find(database)
        .map(found -> {
          search = found.map(pgvector -> new MemorySearch(database, pgvector)).orElse(null);
          return null;
        });
  }

  @Override
  public Future<Void> keep(Lesson lesson) {
    var memories = lesson.memories();
    if (memories.isEmpty()) {
      return Future.succeededFuture();
    }
    var first = memories.getFirst();
    boolean isSearched = search != null;
    var vectors =
        memories.stream().map(memory -> StoredVector.of(memory.vector(), isSearched)).toList();
    var bounds = List.copyOf(lesson.most().entrySet());
    return run(
            KEEP,
            lesson.scope().caller(),
            lesson.scope().crew(),
            SummaryRow.uuid(first.execution()),
            Nanos.of(first.at()),
            texts(memories, Memory::id),
            texts(memories, memory -> memory.kind().word()),
            texts(memories, Memory::text),
            vectors.stream().map(StoredVector::embedder).toArray(String[]::new),
            vectors.stream().map(StoredVector::bytes).toArray(Buffer[]::new),
            vectors.stream().map(StoredVector::floats).toArray(String[]::new),
            lesson.replaced().toArray(String[]::new),
            bounds.stream().map(bound -> bound.getKey().word()).toArray(String[]::new),
            bounds.stream().map(bound -> bound.getValue()).toArray(Integer[]::new))
        .mapEmpty();
  }

  private static @Nullable String[] texts(
      List<Memory> memories, Function<Memory, @Nullable String> field) {
    return memories.stream().map(field).toArray(String[]::new);
  }

  @Override
  public Future<List<Memory>> newest(MemoryScope scope, MemoryKind kind, int max) {
    return run(NEWEST, scope.caller(), scope.crew(), kind.word(), max).map(Memories::memories);
  }

  @Override
  public Future<List<Memory>> candidates(Alike wanted) {
    var scope = wanted.scope();
    var like = wanted.vector();
    var used = search;
    if (like == null) {
      return run(NEWEST_TEXTS, scope.caller(), scope.crew(), wanted.kind().word(), SCOPE_MAX)
          .map(Memories::memories);
    }
    return used == null || !StoredVector.isSearchable(like)
        ? newest(scope, wanted.kind(), SCOPE_MAX)
        : found(used, wanted, like);
  }

  private Future<List<Memory>> found(MemorySearch used, Alike wanted, MemoryVector like) {
    return gate.pass(() -> used.find(wanted, like))
        .map(rows -> {
          var memories = memories(rows);
          gate.pass(() -> used.convert(rows, memories))
              .onFailure(failure -> LOG.warn("vectors of memories stay as bytes", failure));
          return memories;
        })
        .recover(failure -> {
          if (!isMissing(failure)) {
            return Future.failedFuture(failure);
          }
          LOG.warn("pgvector is gone; vectors of memories are compared on this node", failure);
          search = null;
          return newest(wanted.scope(), wanted.kind(), SCOPE_MAX);
        });
  }

  /** Whether a statement names what is not there, or may not be used (any more). */
  private static boolean isMissing(Throwable failure) {
    return failure instanceof PgException refusal
        && refusal.getSqlState() != null
        && MISSING.contains(refusal.getSqlState());
  }

  @Override
  public Future<List<MemoryCount>> counts(String caller) {
    return run(COUNTS, caller)
        .map(rows ->
            MemoryCount.sorted(
                rows.stream()
                    .map(row ->
                        new MemoryCount(
                            row.getString("crew_name"),
                            MemoryKind.of(row.getString("kind")),
                            row.getInteger("count")))
                    .toList()));
  }

  @Override
  public Future<MemoryPage> list(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max) {
    return run(
            LIST,
            caller,
            crew,
            after == null ? null : Nanos.of(after.at()),
            after == null ? null : after.id(),
            max + 1)
        .map(rows -> MemoryPage.of(memories(rows), max));
  }

  @Override
  public Future<Integer> erase(String caller, @Nullable String crew, int max) {
    return run(ERASE, caller, crew, max).map(RowSet::rowCount);
  }

  @Override
  public Future<Integer> purge(Instant before, int max) {
    return run(PURGE, Nanos.of(before), max).map(RowSet::rowCount);
  }

  private static List<Memory> memories(RowSet<Row> rows) {
    return rows.stream().map(Memories::memory).toList();
  }

  private static Memory memory(Row row) {
    return new Memory(
        row.getString("id"),
        new MemoryScope(row.getString("caller"), row.getString("crew_name")),
        MemoryKind.of(row.getString("kind")),
        SummaryRow.id(row, "execution"),
        row.getString("text"),
        Nanos.read(row.getLong("at")),
        StoredVector.read(row));
  }

  private Future<RowSet<Row>> run(String sql, @Nullable Object... arguments) {
    return gate.pass(() -> database.run(sql, arguments));
  }
}
