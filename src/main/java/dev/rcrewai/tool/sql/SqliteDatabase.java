package dev.rcrewai.tool.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.tool.ResultText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A SQLite file, opened for reading. No other file can be attached, so that neither a query nor
 * {@code VACUUM INTO} reaches one; values, statements and time are limited by SQLite itself.
 */
final class SqliteDatabase implements Database {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int VALUE_BYTES_MAX = 1_000_000;
  private static final int SQL_BYTES_MAX = 100_000;
  private static final int STEPS_BETWEEN_LOOKS = 10_000;

  private final Path file;

  SqliteDatabase(Path file) {
    this.file = file;
  }

  @Override
  public Rows query(String sql, int rowsMax, Duration timeout)
      throws RefusedException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw new RefusedException("the database is not there");
    }
    var clock = new Clock(System.nanoTime() + timeout.toNanos());
    try (var connection = open(clock)) {
      return rows(connection, sql, rowsMax);
    } catch (SQLException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new RefusedException(
          clock.isOver() ? "the query took too long" : String.valueOf(e.getMessage()));
    }
  }

  private SQLiteConnection open(Clock clock) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.enableLoadExtension(false);
    var connection = config.createConnection("jdbc:sqlite:" + file).unwrap(SQLiteConnection.class);
    connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
    connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    connection.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX);
    ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, clock);
    return connection;
  }

  /** The first statement alone runs: the driver compiles no second one. */
  private static Rows rows(Connection connection, String sql, int rowsMax) throws SQLException {
    try (PreparedStatement _ = connection.prepareStatement(sql);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT * FROM (\n%s\n) LIMIT %d".formatted(sql, rowsMax + 1));
        ResultSet found = statement.executeQuery()) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(ResultText.cut(json(found), ROW_CHARS_MAX));
      }
      return Rows.of(rows, rowsMax);
    }
  }

  private static String json(ResultSet row) throws SQLException {
    var about = row.getMetaData();
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (int column = 1; column <= about.getColumnCount(); column++) {
      Object value = row.getObject(column);
      values.put(
          about.getColumnLabel(column),
          value instanceof byte[] bytes ? "(" + bytes.length + " bytes)" : value);
    }
    try {
      return MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of plain values is no JSON", e);
    }
  }

  /** Looks at the time, and at whether anybody still waits, while a query runs. */
  private static final class Clock extends ProgressHandler {
    private final long end;

    Clock(long end) {
      this.end = end;
    }

    boolean isOver() {
      return System.nanoTime() - end >= 0;
    }

    @Override
    protected int progress() {
      return isOver() || Thread.currentThread().isInterrupted() ? 1 : 0;
    }
  }
}
