package dev.rcrewai.tool.sql;

import java.time.Duration;

/** Something that answers queries and cannot be changed by them. Blocks. Thread-safe. */
interface Database {
  /** The longest row, as JSON; what is longer is cut. */
  int ROW_CHARS_MAX = 10_000;

  /**
   * Runs one query.
   *
   * @param rowsMax rows that are wanted; one more shows that there are more
   */
  Rows query(String sql, int rowsMax, Duration timeout)
      throws RefusedException, InterruptedException;

  /** The query was not run, or not to its end; the message is fit for a model. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }
}
