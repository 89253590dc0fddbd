package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Stores on a real PostgreSQL, for tests of what only this store does. */
@Timeout(120)
abstract class PostgresStoreFixture {
  static final NodeId NODE = new NodeId("node-1");

  private static Vertx vertx;

  private final List<PostgresExecutionStore> stores = new ArrayList<>();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @AfterEach
  void closeStores() {
    stores.forEach(store -> await(store.close()));
  }

  static Vertx vertx() {
    return vertx;
  }

  /** A store that is not open; closed after the test. */
  PostgresExecutionStore store(String url, int poolSize, Duration timeout) {
    var store =
        new PostgresExecutionStore(vertx, settings(url, poolSize, timeout), InstantSource.system());
    stores.add(store);
    return store;
  }

  static StoreSettings.Database settings(String url, int poolSize, Duration timeout) {
    return new StoreSettings.Database(new Secret(url), poolSize, timeout, Duration.ofSeconds(10));
  }

  PostgresExecutionStore store(String url) {
    return store(url, 3, Duration.ofSeconds(5));
  }

  PostgresExecutionStore opened(String url) {
    var store = store(url);
    await(store.open());
    return store;
  }

  /** An execution that {@link #NODE} runs. */
  static Owner running(PostgresExecutionStore store) {
    var draft = Draft.draft().claimer(NODE);
    if (!(await(store.accept(draft.submission())) instanceof Acceptance.Stored)) {
      throw new AssertionError("not accepted");
    }
    return Owner.of(draft);
  }

  static Owner append(PostgresExecutionStore store, Owner owner, Batch batch) {
    if (await(store.append(batch)) != AppendResult.STORED) {
      throw new AssertionError("not appended");
    }
    return owner.after(batch);
  }
}
