package dev.rcrewai.tool.sql;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.net.PostgresTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL. Four walls, each of which would do:
 *
 * <pre>
 *   role too powerful?  ─► refused: it could read files of the server and run programs there
 *   READ ONLY           ─► the transaction cannot write, and after a first query never can
 *   prepared            ─► one statement (the extended protocol takes no second one)
 *   inside FROM (…)     ─► it must be a query; its rows are counted and cut by the server
 * </pre>
 *
 * Words are never searched for. Every query has a connection of its own.
 */
final class PostgresDatabase implements Database {
  /** Members of these, and superusers, reach beyond the database. */
  private static final String TOO_POWERFUL =
      """
      SELECT EXISTS (
        SELECT 1 FROM pg_catalog.pg_roles
        WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
          AND (rolsuper OR rolname IN (
            'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')))
      """;

  private final Vertx vertx;
  private final SqlConnection settings;
  private final NamedSecrets secrets;
  private final PostgresTls tls;

  PostgresDatabase(Vertx vertx, SqlConnection settings, NamedSecrets secrets) {
    this.vertx = vertx;
    this.settings = settings;
    this.secrets = secrets;
    this.tls = new PostgresTls(vertx, OwnConnection.CONNECT_MAX);
  }

  @Override
  public Rows query(String sql, int rowsMax, Duration timeout)
      throws RefusedException, InterruptedException {
    return OwnConnection.query(
        tls.settle(options()).compose(options -> PgConnection.connect(vertx, options)),
        connection -> query(connection, sql, rowsMax, timeout),
        timeout,
        PostgresDatabase::refused);
  }

  private Future<Rows> query(PgConnection connection, String sql, int rowsMax, Duration timeout) {
    String wrapped =
        "SELECT pg_catalog.left(pg_catalog.row_to_json(t)::text, %d) FROM (\n%s\n) AS t LIMIT %d"
            .formatted(ROW_CHARS_MAX, sql, rowsMax + 1);
    return connection
        .query("START TRANSACTION READ ONLY")
        .execute()
        .compose(
            _ -> connection.query("SET LOCAL statement_timeout = " + timeout.toMillis()).execute())
        .compose(_ -> connection.query(TOO_POWERFUL).execute())
        .compose(PostgresDatabase::refusePower)
        // Alone first: what only fits into the brackets was meant to break out of them.
        .compose(_ -> connection.prepare(sql))
        .compose(_ -> connection.preparedQuery(wrapped).execute())
        .map(rows -> Rows.of(texts(rows), rowsMax));
  }

  private static Future<Void> refusePower(RowSet<Row> found) {
    boolean tooPowerful = found.iterator().next().getBoolean(0);
    return tooPowerful
        ? Future.failedFuture(
            new RefusedException(
                "the operator gave this connection a role that may do too much; it is not used"))
        : Future.succeededFuture();
  }

  private static List<String> texts(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString(0)).toList();
  }

  private static RefusedException refused(@Nullable Throwable cause) {
    return switch (cause) {
      case RefusedException refused -> refused;
      case PgException error -> new RefusedException(String.valueOf(error.getErrorMessage()));
      case null, default -> new RefusedException("the database cannot be reached");
    };
  }

  private PgConnectOptions options() {
    var options = PgConnectOptions.fromUri(settings.url());
    var password = settings.password().with(secrets);
    if (!password.isEmpty()) {
      options.setPassword(password);
    }
    switch (settings.tls()) {
      case VERIFY ->
          options.setSslMode(SslMode.VERIFY_FULL).setSslOptions(SqlConnection.verifying());
      case NONE -> options.setSslMode(SslMode.DISABLE);
    }
    options.getProperties().remove("extra_float_digits"); // PgBouncer refuses it
    return options.addProperty("application_name", "rcrewai-sql");
  }
}
