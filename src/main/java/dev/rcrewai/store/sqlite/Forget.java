package dev.rcrewai.store.sqlite;

import java.sql.SQLException;

/** Forgets memories, a bounded number, and says how many. */
record Forget(Which which) implements Write<Integer> {
  /** Deletes those that are to be forgotten. */
  interface Which {
    int of(MemoryTable memories) throws SQLException;
  }

  @Override
  public Integer apply(Tables tables, Totals totals) throws SQLException {
    return which.of(tables.memories());
  }
}
