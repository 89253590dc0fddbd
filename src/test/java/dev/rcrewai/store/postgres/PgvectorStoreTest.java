package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.MemoryRules;
import dev.rcrewai.execution.MutableClock;
import dev.rcrewai.execution.RecallRules;
import org.junit.jupiter.api.BeforeEach;

/** What crews remember, where the database compares vectors. */
class PgvectorStoreTest extends PostgresStoreFixture implements MemoryRules, RecallRules {
  private final MutableClock clock = new MutableClock(Draft.START);
  private final String url = PostgresServer.sharedWithPgvector().newSchema();
  private PostgresExecutionStore store;

  @BeforeEach
  void open() {
    store = opened(url);
  }

  @Override
  public PostgresExecutionStore reopen() {
    await(store.close());
    open();
    return store;
  }

  @Override
  public PostgresExecutionStore store() {
    return store;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }

  @Override
  public void nodesDie() {
    throw new UnsupportedOperationException("no rule of memories needs it");
  }
}
