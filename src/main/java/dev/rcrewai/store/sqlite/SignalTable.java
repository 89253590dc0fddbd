package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Signal;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.SignalJson;
import java.sql.SQLException;
import java.util.List;

/** Signals, unique per execution and key, in the order they came. */
record SignalTable(Sql sql) {
  private static final String DELETE = "DELETE FROM signals WHERE execution = ?";

  private static final String INSERT =
      "INSERT OR IGNORE INTO signals (execution, key, signal) VALUES (?,?,?)";
  private static final String READ =
      "SELECT signal FROM signals WHERE execution = ? ORDER BY rowid";

  /** False where one with this key is there already. */
  boolean insert(ExecutionId id, String key, String json) throws SQLException {
    return sql.call(INSERT).id(id).text(key).text(json).update() == 1;
  }

  List<Signal> read(ExecutionId id) throws SQLException {
    return List.copyOf(sql.call(READ).id(id).all(row -> SignalJson.read(row.text("signal"))));
  }

  void delete(ExecutionId id) throws SQLException {
    sql.call(DELETE).id(id).update();
  }
}
