package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.MutableClock;
import dev.rcrewai.execution.StoreUnderTest;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open SQLite store in a directory of its own, for tests of what only this store does. */
abstract class SqliteStoreFixture implements StoreUnderTest {
  private static Vertx vertx;

  @TempDir Path dataDir;

  /** What the store called fatal. */
  final BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();

  private final MutableClock clock = new MutableClock(Draft.START);
  private SqliteExecutionStore store;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @BeforeEach
  void open() throws Exception {
    store = another();
    await(store.open());
  }

  @AfterEach
  void close() throws Exception {
    await(store.close());
  }

  static Vertx vertx() {
    return vertx;
  }

  /** A store on the same directory, not open. */
  SqliteExecutionStore another() {
    return new SqliteExecutionStore(vertx, dataDir, clock, fatal::add);
  }

  /** The rows of one count, read by a connection that the store does not know. */
  long count(String table) {
    try (var sql = Sql.reader(file())) {
      return sql.call("SELECT count(*) AS n FROM " + table)
          .first(row -> row.number("n"))
          .orElse(0L);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  Path file() {
    return dataDir.resolve("executions.db");
  }

  @Override
  public ExecutionStore reopen() {
    await(store.close());
    store = another();
    await(store.open());
    return store;
  }

  @Override
  public void nodesDie() {
    reopen();
  }

  @Override
  public SqliteExecutionStore store() {
    return store;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }
}
