package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.MutableClock;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.StoreUnderTest;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis for all tests of a class and an open store on it, for what only this store does. */
@Timeout(60)
abstract class RedisStoreFixture implements StoreUnderTest {
  static final Duration LIFE = Duration.ofHours(1);

  /** A node that has lived for so long may give up others. */
  static final Duration SOON = Duration.ofMillis(300);

  @TempDir static Path shared;
  @TempDir Path dir;
  private static Vertx vertx;
  private static RedisServer redis;

  private final MutableClock clock = new MutableClock(Draft.START);
  private final List<AutoCloseable> closed = new ArrayList<>();
  private RedisExecutionStore store;

  @BeforeAll
  static void startRedis() {
    vertx = Vertx.vertx();
    redis = RedisServer.start(shared);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    await(vertx.close());
  }

  @BeforeEach
  void open() {
    store = open(redis.settings());
  }

  @AfterEach
  void close() throws Exception {
    await(store.close());
    for (var one : closed.reversed()) {
      one.close();
    }
    redis.cli("FLUSHALL");
  }

  /** A server of this test's own. */
  RedisServer start(String name, String... options) throws Exception {
    var own = java.nio.file.Files.createDirectory(dir.resolve(name));
    return closing(RedisServer.start(own, options));
  }

  <T extends AutoCloseable> T closing(T one) {
    closed.add(one);
    return one;
  }

  /** Another store, closed after the test. */
  RedisExecutionStore open(StoreSettings.Redis settings) {
    var other = another(settings);
    await(other.open());
    closed.add(() -> await(other.close()));
    return other;
  }

  RedisExecutionStore another(StoreSettings.Redis settings) {
    return new RedisExecutionStore(vertx, settings, clock);
  }

  static StoreSettings.Redis settings(String url, Duration timeout, int reconnectAttempts) {
    return new StoreSettings.Redis(new Secret(url), null, timeout, reconnectAttempts);
  }

  static Vertx vertx() {
    return vertx;
  }

  static RedisServer redis() {
    return redis;
  }

  @Override
  public RedisExecutionStore store() {
    return store;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }

  @Override
  public RedisExecutionStore reopen() {
    await(store.close());
    store = open(redis.settings());
    return store;
  }

  @Override
  public void nodesDie() {
    var witness = new NodeId("witness");
    await(store.join(witness, LIFE));
    await(vertx.timer(SOON.toMillis()));
    await(store.heartbeat(witness, SOON));
    await(store.leave(witness));
  }
}
