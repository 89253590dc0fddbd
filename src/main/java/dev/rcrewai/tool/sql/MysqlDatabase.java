package dev.rcrewai.tool.sql;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.tool.ResultText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB, behind the same walls as {@link PostgresDatabase}: an account without
 * privileges over the server, a read-only transaction, one prepared statement, inside {@code FROM
 * (…)}. The server cannot cut rows, so they are fetched one by one until there is enough; what one
 * of them may weigh is the server's {@code max_allowed_packet}.
 */
final class MysqlDatabase implements Database {
  private static final int CHARS_MAX = 1_000_000;

  /** Privileges of the account itself; roles are put off before. */
  private static final String TOO_POWERFUL =
      """
      SELECT COUNT(*), COALESCE(SUM(privilege_type IN (
          'FILE', 'SUPER', 'SHUTDOWN', 'PROCESS', 'RELOAD', 'CREATE USER', 'GRANT OPTION')), 0)
      FROM information_schema.user_privileges
      WHERE grantee = CONCAT(
        '''', LEFT(CURRENT_USER(),
          CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),
        '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')
      """;

  private final Vertx vertx;
  private final SqlConnection settings;
  private final NamedSecrets secrets;

  MysqlDatabase(Vertx vertx, SqlConnection settings, NamedSecrets secrets) {
    this.vertx = vertx;
    this.settings = settings;
    this.secrets = secrets;
  }

  @Override
  public Rows query(String sql, int rowsMax, Duration timeout)
      throws RefusedException, InterruptedException {
    return OwnConnection.query(
        MySQLConnection.connect(vertx, options()),
        connection -> query(connection, sql, rowsMax, timeout),
        timeout,
        MysqlDatabase::refused);
  }

  private static Future<Rows> query(
      MySQLConnection connection, String sql, int rowsMax, Duration timeout) {
    String wrapped = "SELECT * FROM (\n%s\n) AS t LIMIT %d".formatted(sql, rowsMax + 1);
    return connection
        .query("SET ROLE NONE")
        .execute()
        .compose(_ -> connection.query("SELECT VERSION()").execute())
        .compose(version -> connection.query(timeLimit(version, timeout)).execute())
        .compose(_ -> connection.query("START TRANSACTION READ ONLY").execute())
        .compose(_ -> connection.query(TOO_POWERFUL).execute())
        .compose(MysqlDatabase::refusePower)
        // Alone first: what only fits into the brackets was meant to break out of them.
        .compose(_ -> connection.prepare(sql))
        .compose(alone -> alone.close())
        .compose(_ -> connection.prepare(wrapped))
        .compose(statement -> fetch(statement.cursor(), new ArrayList<>(), rowsMax, 0))
        .map(rows -> Rows.of(rows, rowsMax));
  }

  private static String timeLimit(RowSet<Row> version, Duration timeout) {
    boolean mariaDb = version.iterator().next().getString(0).contains("MariaDB");
    return mariaDb
        ? String.format(Locale.ROOT, "SET max_statement_time = %.3f", timeout.toMillis() / 1e3)
        : "SET max_execution_time = " + timeout.toMillis();
  }

  private static Future<Void> refusePower(RowSet<Row> found) {
    var row = found.iterator().next();
    boolean known = row.getLong(0) > 0; // each account has one line at least
    return known && row.getNumeric(1).intValue() == 0
        ? Future.succeededFuture()
        : Future.failedFuture(
            new RefusedException(
                "the operator gave this connection an account that may do too much; it is not"
                    + " used"));
  }

  private static Future<List<String>> fetch(
      Cursor cursor, List<String> rows, int rowsMax, int chars) {
    return cursor
        .read(1)
        .compose(found -> {
          int length = chars;
          for (Row row : found) {
            String json = ResultText.cut(row.toJson().encode(), ROW_CHARS_MAX);
            rows.add(json);
            length += json.length();
          }
          boolean enough = rows.size() > rowsMax || length > CHARS_MAX;
          return found.size() == 0 || enough || !cursor.hasMore()
              ? Future.succeededFuture(rows)
              : fetch(cursor, rows, rowsMax, length);
        });
  }

  private static RefusedException refused(@Nullable Throwable cause) {
    return switch (cause) {
      case RefusedException refused -> refused;
      case MySQLException error -> new RefusedException(String.valueOf(error.getMessage()));
      case null, default -> new RefusedException("the database cannot be reached");
    };
  }

  private MySQLConnectOptions options() {
    var options = MySQLConnectOptions.fromUri(settings.url());
    switch (settings.tls()) {
      case VERIFY ->
          options.setSslMode(SslMode.VERIFY_IDENTITY).setSslOptions(SqlConnection.verifying());
      case NONE -> options.setSslMode(SslMode.DISABLED);
    }
    var password = settings.password().with(secrets);
    return password.isEmpty() ? options : options.setPassword(password);
  }
}
