package dev.rcrewai.store.postgres;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.store.CutContract;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Cut connections, against a real PostgreSQL; each test has a schema of its own. */
class PostgresCutTest extends CutContract {
  private static final int CONNECTIONS = 3;
  private static final Duration REAPING = Duration.ofSeconds(10);

  private @Nullable String url;

  @Override
  protected int serverPort() {
    return PostgresServer.shared().port();
  }

  @Override
  protected ExecutionStore create(Vertx vertx, InstantSource clock, int port, Duration timeout) {
    if (url == null) {
      url = PostgresServer.shared().newSchema();
    }
    var there = new Secret(url.replace(":" + serverPort() + "/", ":" + port + "/"));
    return new PostgresExecutionStore(
        vertx, new StoreSettings.Database(there, CONNECTIONS, timeout, REAPING), clock);
  }
}
