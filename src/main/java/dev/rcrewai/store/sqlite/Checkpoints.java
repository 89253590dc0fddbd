package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * Moves the write-ahead log into the file now and then, after callers have their answers. SQLite
 * would do it inside a commit, where its failure is not told.
 */
final class Checkpoints {
  private static final int PAGE_BYTES = 4_096;
  private static final int PAGES_PER_COMMIT = 6;
  private static final int PAGES_PER_WRITE = 2;

  /** About 32 MiB of log. */
  static final long PAGES_MAX = 8_192;

  private final Sql sql;
  private final long pagesMax;
  private long pages;

  Checkpoints(Sql sql, long pagesMax) {
    this.sql = sql;
    this.pagesMax = pagesMax;
  }

  /** Counts a group that was committed, by a guess at the pages that it touched. */
  void after(List<Pending<?>> group) throws SQLException {
    long bytes = group.stream().mapToLong(Pending::bytes).sum();
    pages += PAGES_PER_COMMIT + (long) PAGES_PER_WRITE * group.size() + bytes / PAGE_BYTES;
    if (pages >= pagesMax) {
      sql.checkpoint("PASSIVE");
      pages = 0;
    }
  }

  /** Leaves the log empty, so that the file alone is the store. */
  void last() throws SQLException {
    sql.checkpoint("TRUNCATE");
  }
}
