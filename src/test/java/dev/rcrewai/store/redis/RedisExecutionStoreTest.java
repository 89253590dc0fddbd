package dev.rcrewai.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.SharedStoreContract;
import dev.rcrewai.limit.Budget;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, against Redis. */
class RedisExecutionStoreTest extends SharedStoreContract {
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

  /** Redis goes by its own clock: what it was told is looked at. */
  @Override
  public void accountExpires(Budget budget) {
    var key = "rcrewai:account:" + budget.account();
    assertThat(Integer.parseInt(redis.cli("TTL", key).strip())).isBetween(28 * 3_600, 29 * 3_600);
    redis.cli("DEL", key);
  }

  @Override
  protected ExecutionStore create(Vertx vertx, InstantSource clock) {
    return new RedisExecutionStore(vertx, redis.settings(), clock);
  }
}
