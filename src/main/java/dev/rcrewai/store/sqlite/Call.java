package dev.rcrewai.store.sqlite;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.IdBlob;
import dev.rcrewai.store.Nanos;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a prepared statement: its arguments in order, then what it is run for. */
final class Call {
  private final PreparedStatement statement;
  private int position;

  Call(PreparedStatement statement) {
    this.statement = statement;
  }

  Call text(@Nullable String value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.VARCHAR);
    } else {
      statement.setString(position, value);
    }
    return this;
  }

  Call number(@Nullable Long value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.BIGINT);
    } else {
      statement.setLong(position, value);
    }
    return this;
  }

  Call number(long value) throws SQLException {
    statement.setLong(++position, value);
    return this;
  }

  Call flag(boolean value) throws SQLException {
    return number(value ? 1L : 0L);
  }

  Call bytes(byte @Nullable [] value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.BLOB);
    } else {
      statement.setBytes(position, value);
    }
    return this;
  }

  Call id(ExecutionId value) throws SQLException {
    statement.setBytes(++position, IdBlob.of(value));
    return this;
  }

  Call time(@Nullable Instant value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.BIGINT);
    } else {
      statement.setLong(position, Nanos.of(value));
    }
    return this;
  }

  /** Runs it and says how many rows it changed. */
  int update() throws SQLException {
    return statement.executeUpdate();
  }

  /** Runs it for its first row. */
  <T> Optional<T> first(Row.Mapper<T> mapper) throws SQLException {
    try (var rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(mapper.map(new Row(rows))) : Optional.empty();
    }
  }

  /** Runs it for all its rows; the statement has a LIMIT where they could be many. */
  <T> List<T> all(Row.Mapper<T> mapper) throws SQLException {
    var values = new ArrayList<T>();
    try (var rows = statement.executeQuery()) {
      var row = new Row(rows);
      while (rows.next()) {
        values.add(mapper.map(row));
      }
    }
    return values;
  }

  /** Runs it for its rows until the visitor wants no more. */
  void until(Row.Mapper<Boolean> enough) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var row = new Row(rows);
      boolean more = true;
      while (more && rows.next()) {
        more = !enough.map(row);
      }
    }
  }
}
