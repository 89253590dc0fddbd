package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.MutableClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What a shared store keeps to when its connections are cut: a lost reply is an unknown result and
 * nothing worse. An implementation's test extends this class; the rules are in the interfaces.
 */
@Timeout(120)
public abstract class CutContract
    implements CutAcceptRules,
        CutAppendRules,
        CutSignalRules,
        CutLeaseRules,
        CutReadRules,
        CutBudgetRules,
        CutDeliveryRules,
        CutMemoryRules {
  private static final Duration LONG = Duration.ofHours(1);

  private static Vertx vertx;

  private final MutableClock clock = new MutableClock(Draft.START);
  private FaultProxy proxy;
  private ExecutionStore store;
  private ExecutionStore behind;

  /** The port of the server on this machine. */
  protected abstract int serverPort();

  /**
   * A store that is not open yet, on the server that answers at that port of this machine. Within
   * one test all of them have the same data.
   *
   * @param timeout the longest wait for a connection, and for an answer on it
   */
  protected abstract ExecutionStore create(
      Vertx vertx, InstantSource clock, int port, Duration timeout);

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
    store = create(vertx, clock, serverPort(), DEADLINE);
    await(store.open());
    await(store.join(NODE, LONG));
    await(store.join(OTHER, LONG));
    proxy = new FaultProxy(serverPort());
    behind = another();
    await(behind.open());
  }

  @AfterEach
  void close() {
    proxy.pass();
    await(behind.close());
    await(store.close());
    proxy.close();
  }

  @Override
  public ExecutionStore another() {
    return create(vertx, clock, proxy.port(), TIMEOUT);
  }

  @Override
  public ExecutionStore store() {
    return store;
  }

  @Override
  public ExecutionStore behind() {
    return behind;
  }

  @Override
  public FaultProxy proxy() {
    return proxy;
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public MutableClock clock() {
    return clock;
  }

  @Override
  public ExecutionStore reopen() {
    throw new UnsupportedOperationException("no rule about cuts restarts the store");
  }

  @Override
  public void nodesDie() {
    throw new UnsupportedOperationException("the rules about cuts say which node dies");
  }
}
