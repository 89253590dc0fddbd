package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Makes a group of writes durable at once. A write whose statement fails fails alone: the group is
 * rolled back and tried again with a savepoint before each. Savepoints cost a seventh of a write,
 * so a group without failures has none. What says that the disk is broken fails the whole group.
 */
final class Transaction {
  private static final Set<SQLiteErrorCode> BROKEN =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_NOTADB);

  private final Sql sql;
  private final Tables tables;
  private final Totals totals;

  Transaction(Sql sql, Totals totals) {
    this.sql = sql;
    this.tables = Tables.of(sql);
    this.totals = totals;
  }

  QueueSize queued() {
    return totals.size();
  }

  void commit(List<Pending<?>> group) throws SQLException {
    try {
      for (var write : group) {
        write.apply(tables, totals);
      }
    } catch (SQLException | RuntimeException e) {
      requireSoundDisk(e);
      sql.rollback();
      totals.load(sql);
      for (var write : group) {
        applyAlone(write);
      }
    }
    sql.commit();
  }

  private void applyAlone(Pending<?> write) throws SQLException {
    sql.call("SAVEPOINT alone").update();
    try {
      write.apply(tables, totals);
    } catch (SQLException | RuntimeException e) {
      requireSoundDisk(e);
      sql.call("ROLLBACK TO alone").update();
      write.refuse(e);
    }
    sql.call("RELEASE alone").update();
  }

  private static void requireSoundDisk(Exception failure) throws SQLException {
    if (failure instanceof SQLiteException sqlite) {
      int primary = sqlite.getResultCode().code & 0xff;
      if (BROKEN.contains(SQLiteErrorCode.getErrorCode(primary))) {
        throw sqlite;
      }
    }
  }
}
