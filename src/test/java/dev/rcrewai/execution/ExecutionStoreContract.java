package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link ExecutionStore} keeps to. An implementation's test extends this class and says
 * how to make one; the rules are in the interfaces, by subject.
 */
@Timeout(60)
public abstract class ExecutionStoreContract
    implements AcceptRules,
        KeyRules,
        AppendRules,
        QueueRules,
        FairnessRules,
        LaneRules,
        SignalRules,
        WaitingRules,
        ReadRules,
        DeletionRules,
        DeliveryRules,
        LifeRules,
        MemoryRules,
        RecallRules,
        BudgetRules {
  private static Vertx vertx;

  private final MutableClock clock = new MutableClock(Draft.START);
  private final List<Appended> appended = new CopyOnWriteArrayList<>();
  private final List<ExecutionId> signalled = new CopyOnWriteArrayList<>();
  private ExecutionStore store;

  /**
   * A store that is not open yet. Within one test all of them have the same data, and the one
   * before is closed.
   */
  protected abstract ExecutionStore create(Vertx vertx, InstantSource clock);

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @BeforeEach
  void open() {
    store = create(vertx, clock);
    store.onAppended(appended::add);
    store.onSignal(signalled::add);
    await(store.open());
  }

  @AfterEach
  void close() {
    await(store.close());
  }

  @Override
  public ExecutionStore reopen() {
    close();
    open();
    return store;
  }

  @Override
  public ExecutionStore store() {
    return store;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public List<Appended> appended() {
    return appended;
  }

  @Override
  public List<ExecutionId> signalled() {
    return signalled;
  }
}
