package dev.rcrewai.store.sqlite;

import dev.rcrewai.store.Listeners;
import java.sql.SQLException;

/**
 * Something to be written, with its caller's answer. All that can be prepared was prepared by the
 * caller; the writer thread only binds and steps.
 */
interface Write<T> {
  /** What a row costs beside the text in it, roughly. */
  int ROW_BYTES = 256;

  /**
   * Writes, inside a transaction with others. May be called again after a rollback. Changes totals
   * only after its last statement.
   */
  T apply(Tables tables, Totals totals) throws SQLException;

  /** Tells who listens; called once, when the answer is durable and before its caller has it. */
  default void announce(T answer, Listeners listeners) {}

  /** How much it adds to its transaction, roughly. */
  default int bytes() {
    return ROW_BYTES;
  }
}
