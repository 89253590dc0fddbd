package dev.rcrewai.store.postgres;

import dev.rcrewai.memory.Alike;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.memory.MemoryVector;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the database choose among the vectors of a scope. There are 300 of a kind at most, so all are
 * compared, by the index that finds the scope.
 */
final class MemorySearch {
  /** How much less exactly the database adds up: it has float32, the node float64. */
  private static final double INEXACT = 1e-4;

  /**
   * What a scope keeps. {@code distance} is null where the database cannot compare: there is no
   * vector, it is another embedder's, or its bytes were kept by a node that had no pgvector.
   */
  private static final String SCOPE =
      """
      WITH scope AS MATERIALIZED (
        SELECT *, CASE WHEN vector IS NULL AND embedder = $5
          AND cardinality(floats) = cardinality($6::real[]) THEN DISTANCE END AS distance
        FROM memories WHERE caller = $1 AND crew_name = $2 AND kind = $3
        ORDER BY at DESC, id DESC LIMIT $4),
      """;

  /** Vectors come along where they may compare. */
  private static final String CHOSEN =
      """
      SELECT id, caller, crew_name, kind, execution, text, at,
        CASE WHEN is_like THEN embedder END AS embedder, CASE WHEN is_like THEN vector END AS vector,
        CASE WHEN is_like THEN array_send(floats) END AS floats
      FROM (
        SELECT *, embedder = $5 AND (vector IS NOT NULL OR distance IS NOT NULL) AS is_like
        FROM chosen) AS c
      ORDER BY at DESC, id DESC\
      """;

  private static final String NEAREST =
      SCOPE
          + """
          copies AS (
            SELECT *, row_number() OVER (
              PARTITION BY text, distance IS NULL ORDER BY distance, at DESC, id DESC) AS copy
            FROM scope WHERE execution <> $7),
          near AS (
            SELECT * FROM copies WHERE distance IS NOT NULL AND copy = 1
            ORDER BY distance, at DESC, id DESC LIMIT $8),
          chosen AS (SELECT * FROM near UNION ALL SELECT * FROM copies WHERE distance IS NULL)
          """
          + CHOSEN;

  private static final String SAME =
      SCOPE + "chosen AS (SELECT * FROM scope WHERE distance IS NULL OR distance <= $7)\n" + CHOSEN;

  private static final String CONVERT =
      """
      UPDATE memories AS m SET floats = n.floats::real[], vector = NULL
      FROM unnest($1::text[], $2::bytea[], $3::text[]) AS n (id, vector, floats)
      WHERE m.id = n.id AND m.vector = n.vector AND m.id IN (
        SELECT id FROM memories WHERE id = ANY ($1) FOR UPDATE SKIP LOCKED)\
      """;

  private final Database database;
  private final String nearest;
  private final String same;
  private final AtomicBoolean converting = new AtomicBoolean();

  MemorySearch(Database database, Pgvector pgvector) {
    var distance = pgvector.distance("floats", "$6::real[]");
    this.database = database;
    nearest = NEAREST.replace("DISTANCE", distance);
    same = SAME.replace("DISTANCE", distance);
  }

  /** The candidates, in which all that has no distance is. */
  Future<RowSet<Row>> find(Alike wanted, MemoryVector like) {
    return switch (wanted) {
      case Alike.Nearest(_, _, _, var reader, var texts) ->
          run(nearest, wanted, like, SummaryRow.uuid(reader), texts);
      case Alike.Same(_, _, _, var cosine) -> run(same, wanted, like, 1 - cosine + INEXACT);
    };
  }

  private Future<RowSet<Row>> run(String sql, Alike wanted, MemoryVector like, Object... more) {
    var scope = wanted.scope();
    var arguments = new ArrayList<Object>();
    arguments.addAll(List.of(scope.caller(), scope.crew(), wanted.kind().word()));
    arguments.addAll(List.of(MemoryStore.SCOPE_MAX, like.embedder(), boxed(like)));
    arguments.addAll(List.of(more));
    return database.run(sql, arguments.toArray());
  }

  private static Float[] boxed(MemoryVector vector) {
    var values = vector.embedding().values();
    var boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  /**
   * Makes arrays of bytes that were kept before pgvector was there, so that they need not be read
   * again. At one time one scope's: whoever comes meanwhile leaves it to the next.
   */
  Future<Void> convert(RowSet<Row> rows, List<Memory> memories) {
    if (!converting.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    return converted(rows, memories).onComplete(any -> converting.set(false));
  }

  private Future<Void> converted(RowSet<Row> rows, List<Memory> memories) {
    var ids = new ArrayList<String>();
    var bytes = new ArrayList<Buffer>();
    var floats = new ArrayList<String>();
    int at = 0;
    for (var row : rows) {
      var memory = memories.get(at++);
      var kept = row.getBuffer("vector");
      var array = kept == null ? null : StoredVector.of(memory.vector(), true).floats();
      if (array != null) {
        ids.add(memory.id());
        bytes.add(kept);
        floats.add(array);
      }
    }
    return ids.isEmpty()
        ? Future.succeededFuture()
        : database
            .run(
                CONVERT,
                ids.toArray(String[]::new),
                bytes.toArray(Buffer[]::new),
                floats.toArray(String[]::new))
            .mapEmpty();
  }
}
