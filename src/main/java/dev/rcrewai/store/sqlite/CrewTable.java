package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;

/** Pinned crews by their hash, each stored once. */
record CrewTable(Sql sql) {
  private static final String INSERT = "INSERT OR IGNORE INTO crews (hash, crew) VALUES (?,?)";
  private static final String FIND = "SELECT crew FROM crews WHERE hash = ?";

  void insert(String hash, String json) throws SQLException {
    sql.call(INSERT).text(hash).text(json).update();
  }

  Optional<String> find(String hash) throws SQLException {
    return sql.call(FIND).text(hash).first(row -> row.text("crew"));
  }
}
