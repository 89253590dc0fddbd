package dev.rcrewai;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.store.postgres.PostgresExecutionStore;
import dev.rcrewai.store.redis.RedisExecutionStore;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The store that the settings name. */
public final class Stores {
  private Stores() {}

  /**
   * A store that is not open yet.
   *
   * @param onFatal called when it can no longer keep what it acknowledges
   */
  public static ExecutionStore of(
      Vertx vertx, StoreSettings settings, InstantSource clock, Consumer<Throwable> onFatal) {
    return switch (settings.kind()) {
      case SQLITE -> new SqliteExecutionStore(vertx, settings.dataDir(), clock, onFatal);
      case POSTGRES ->
          new PostgresExecutionStore(vertx, requireNonNull(settings.database()), clock);
      case REDIS -> new RedisExecutionStore(vertx, requireNonNull(settings.redis()), clock);
    };
  }
}
