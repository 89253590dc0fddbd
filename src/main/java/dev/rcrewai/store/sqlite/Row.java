package dev.rcrewai.store.sqlite;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.IdBlob;
import dev.rcrewai.store.Nanos;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The current row of a result, its columns by name. */
record Row(ResultSet rows) {
  /** Makes a value of a row. */
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  String text(String column) throws SQLException {
    return rows.getString(column);
  }

  @Nullable String textOrNull(String column) throws SQLException {
    return rows.getString(column);
  }

  byte[] bytes(String column) throws SQLException {
    return rows.getBytes(column);
  }

  long number(String column) throws SQLException {
    return rows.getLong(column);
  }

  ExecutionId id(String column) throws SQLException {
    return IdBlob.read(rows.getBytes(column));
  }

  Instant time(String column) throws SQLException {
    return Nanos.read(rows.getLong(column));
  }

  @Nullable Instant timeOrNull(String column) throws SQLException {
    long nanos = rows.getLong(column);
    return rows.wasNull() ? null : Nanos.read(nanos);
  }
}
