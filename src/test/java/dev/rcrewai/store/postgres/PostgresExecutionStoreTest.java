package dev.rcrewai.store.postgres;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.SharedStoreContract;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The contract, against a real PostgreSQL; each test has a schema of its own. */
class PostgresExecutionStoreTest extends SharedStoreContract {
  private @Nullable String url;

  @Override
  protected ExecutionStore create(Vertx vertx, InstantSource clock) {
    if (url == null) {
      url = PostgresServer.shared().newSchema();
    }
    var settings =
        new StoreSettings.Database(
            new Secret(url), 5, Duration.ofSeconds(5), Duration.ofSeconds(10));
    return new PostgresExecutionStore(vertx, settings, clock);
  }
}
