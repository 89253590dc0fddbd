package dev.rcrewai.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;

/** One connection and its statements, each prepared once. Used by one thread at a time. */
final class Sql implements AutoCloseable {
  private static final int BUSY_MILLIS = 5_000;
  private static final int WRITER_CACHE_KIB = 16_384;
  private static final int READER_CACHE_KIB = 4_096;
  private static final int WAL_KEPT_BYTES = 64 << 20;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /** Opens the file for writing; it is always inside a transaction from here on. */
  static Sql writer(Path file) throws SQLException {
    var config = config(WRITER_CACHE_KIB);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.setJournalSizeLimit(WAL_KEPT_BYTES);
    config.setPragma(Pragma.WAL_AUTOCHECKPOINT, "0"); // the writer does it, to see it fail
    var sql = new Sql(config.createConnection("jdbc:sqlite:" + file));
    try {
      sql.connection.setAutoCommit(false);
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  /** Opens the file for reading; every query sees what was committed before it. */
  static Sql reader(Path file) throws SQLException {
    var config = config(READER_CACHE_KIB);
    config.setReadOnly(true);
    return new Sql(config.createConnection("jdbc:sqlite:" + file));
  }

  private static SQLiteConfig config(int cacheKib) {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTempStore(TempStore.MEMORY);
    config.setCacheSize(-cacheKib); // negative: KiB, not pages
    config.setGetGeneratedKeys(false); // the driver would ask for them with every insert
    return config;
  }

  /** The statement, ready for its arguments. */
  Call call(String text) throws SQLException {
    var statement = prepared.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      prepared.put(text, statement);
    }
    return new Call(statement);
  }

  /** Runs statements that nobody runs again. */
  void run(String... texts) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var text : texts) {
        statement.execute(text);
      }
    }
  }

  /** Makes everything since the last commit durable. */
  void commit() throws SQLException {
    connection.commit();
  }

  /** Forgets everything since the last commit. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  /** Moves the write-ahead log into the file. Only where nothing is uncommitted. */
  void checkpoint(String mode) throws SQLException {
    connection.setAutoCommit(true); // ends the empty transaction, which would be in the way
    run("PRAGMA wal_checkpoint(" + mode + ")");
    connection.setAutoCommit(false);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
