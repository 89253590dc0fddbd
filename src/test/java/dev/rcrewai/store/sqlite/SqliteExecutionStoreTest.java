package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.ExecutionStoreContract;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** The contract, against SQLite. */
class SqliteExecutionStoreTest extends ExecutionStoreContract {
  @TempDir Path dataDir;

  @Override
  public void nodesDie() {
    reopen();
  }

  @Override
  protected ExecutionStore create(Vertx vertx, InstantSource clock) {
    return new SqliteExecutionStore(
        vertx,
        dataDir,
        clock,
        failure -> {
          throw new AssertionError("the store failed", failure);
        });
  }
}
