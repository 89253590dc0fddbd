package dev.rcrewai.store.redis;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.store.CutContract;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Cut connections, against a real Redis. */
class RedisCutTest extends CutContract {
  private static final int RECONNECT_ATTEMPTS = 3;

  @TempDir static Path dir;
  private static RedisServer redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start(dir);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void forgetEverything() {
    redis.cli("FLUSHALL");
  }

  @Override
  protected int serverPort() {
    return redis.port();
  }

  @Override
  protected ExecutionStore create(Vertx vertx, InstantSource clock, int port, Duration timeout) {
    var url = new Secret("redis://127.0.0.1:" + port);
    return new RedisExecutionStore(
        vertx, new StoreSettings.Redis(url, null, timeout, RECONNECT_ATTEMPTS), clock);
  }
}
