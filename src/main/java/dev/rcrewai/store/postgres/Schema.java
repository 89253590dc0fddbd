package dev.rcrewai.store.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * The tables and how they came to be: {@code schema-1.sql} and so on, each run once and counted in
 * {@code schema_version}. A migration that was ever released is never changed.
 *
 * <p>Servers of two versions work side by side during a rolling update, so a migration only adds:
 * tables, columns that are null or have a default, indexes, functions under new names. What nobody
 * uses any more goes one release later. A server that starts refuses a schema newer than its own;
 * one that runs goes on.
 */
final class Schema {
  /** The migrations that there are. */
  static final int VERSION = 7;

  /** The longest that a migration, or another node's, may take. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Names the lock that a node holds while it migrates, among all advisory locks. */
  private static final long LOCK = 0x7263_7265_7761_6931L;

  private static final String COUNT =
      """
      CREATE TABLE IF NOT EXISTS schema_version (
        version integer PRIMARY KEY, migrated_at timestamptz NOT NULL DEFAULT now())\
      """;

  private Schema() {}

  /** Brings the database up to this version in one transaction; one node at a time. */
  static Future<Void> migrate(Database database) {
    return database
        .connect(PATIENCE)
        .compose(connection ->
            connection
                .begin()
                .compose(transaction -> locked(connection).compose(any -> transaction.commit()))
                .eventually(connection::close)); // rolls back what did not get that far
  }

  private static Future<Void> locked(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .compose(any -> connection.query(COUNT).execute())
        .compose(any -> version(connection))
        .compose(seen -> from(connection, seen));
  }

  private static Future<Integer> version(SqlConnection connection) {
    return connection
        .query("SELECT coalesce(max(version), 0) AS version FROM schema_version")
        .execute()
        .map(rows -> rows.iterator().next().getInteger("version"));
  }

  private static Future<Void> from(SqlConnection connection, int seen) {
    if (seen > VERSION) {
      return Future.failedFuture(
          new IllegalStateException(
              ("the database has schema %d; this server knows schemas up to %d:"
                      + " start the server that wrote it, or a newer one")
                  .formatted(seen, VERSION)));
    }
    var migrated = Future.<Void>succeededFuture();
    for (int next = seen + 1; next <= VERSION; next++) {
      int version = next;
      migrated = migrated.compose(any -> step(connection, version)).mapEmpty();
    }
    return migrated;
  }

  private static Future<RowSet<Row>> step(SqlConnection connection, int version) {
    return connection
        .query(text(version))
        .execute()
        .compose(any ->
            connection
                .preparedQuery("INSERT INTO schema_version (version) VALUES ($1)")
                .execute(Tuple.of(version)));
  }

  private static String text(int version) {
    var name = "schema-%d.sql".formatted(version);
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
