package dev.rcrewai.store.postgres;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extension pgvector, where the database has it: it compares vectors. Its type is spelled out
 * with its schema, which need not be on the search path.
 *
 * @param schema where it was installed, quoted
 */
record Pgvector(String schema) {
  /** The longest vector that it knows. */
  static final int DIMENSIONS_MAX = 16_000;

  private static final Logger LOG = LoggerFactory.getLogger(Pgvector.class);

  private static final String IS_AVAILABLE =
      "SELECT 1 FROM pg_available_extensions WHERE name = 'vector' AND installed_version IS NULL";

  /** Not in a schema of ours, which can be dropped and restored by itself. */
  private static final String CREATE = "CREATE EXTENSION IF NOT EXISTS vector SCHEMA public";

  private static final String SCHEMA =
      """
      SELECT quote_ident(n.nspname) AS schema FROM pg_extension AS e
      JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'vector'\
      """;

  private static final String NONE = "the database's server has no pgvector";

  /**
   * Looks for it, and creates it where that is possible. That it cannot be used is no failure, but
   * a line in the log.
   */
  static Future<Optional<Pgvector>> find(Database database) {
    return database
        .run(IS_AVAILABLE)
        .compose(
            rows -> rows.size() == 0 ? Future.succeededFuture() : database.run(CREATE).mapEmpty())
        .transform((any, refusal) -> installed(database, refusal))
        .map(found -> {
          LOG.info("vectors of memories are compared by the database, with pgvector");
          return Optional.of(found);
        })
        .otherwise(cause -> {
          LOG.info("vectors of memories are compared on the nodes: {}", cause.getMessage());
          return Optional.empty();
        });
  }

  /** Another node may have been quicker; then a refusal means nothing. */
  private static Future<Pgvector> installed(Database database, @Nullable Throwable refusal) {
    return database
        .run(SCHEMA)
        .compose(rows ->
            rows.size() == 0
                ? Future.failedFuture(refusal == null ? new IllegalStateException(NONE) : refusal)
                : tried(database, rows.iterator().next().getString("schema")));
  }

  /** Its schema may be closed to us. */
  private static Future<Pgvector> tried(Database database, String schema) {
    var found = new Pgvector(schema);
    return database
        .run("SELECT " + found.distance("ARRAY[1, 2]::real[]", "ARRAY[2, 1]::real[]"))
        .map(found);
  }

  /** An expression: 1 less the cosine of the angle between two arrays of as many numbers. */
  String distance(String one, String other) {
    return "%1$s::%3$s.vector OPERATOR(%3$s.<=>) %2$s::%3$s.vector".formatted(one, other, schema);
  }
}
