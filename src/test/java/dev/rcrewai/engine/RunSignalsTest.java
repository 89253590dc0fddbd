package dev.rcrewai.engine;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Signal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunSignalsTest {
  private static final int ROUNDS = 20_000;
  private static final Signal CANCEL = new Signal.Cancel("ann", null, Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger readings = new AtomicInteger();
  private final List<Signal> heard = new CopyOnWriteArrayList<>();
  private volatile boolean running = true;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Whoever took a parked execution over for its answer must not park it again unheard. */
  @Test
  void heedAtLast_withAStoreThatFailsAtFirst_hearsWhatItKept() {
    await(signals(2).heedAtLast());

    assertThat(readings).hasValue(3);
    assertThat(heard).containsExactly(CANCEL);
  }

  @Test
  void heedAtLast_onceTheRunIsOver_givesUp() {
    running = false;

    assertThatThrownBy(() -> await(signals(9).heedAtLast())).hasMessageContaining("away");

    assertThat(readings).hasValue(1);
  }

  /** The store's thread may answer while the chain is still being built. */
  @Test
  void heed_atWhateverMomentTheStoreAnswers_obeysBeforeWhatFollows() {
    var context = vertx.getOrCreateContext();
    var obeyed = new AtomicInteger();
    var signals =
        new RunSignals(
            context,
            () -> vertx.executeBlocking(() -> List.of(CANCEL), false),
            () -> true,
            _ -> obeyed.incrementAndGet());
    var overtaken = Promise.<Integer>promise();

    context.runOnContext(_ -> heed(signals, obeyed, 0, overtaken));

    assertThat(await(overtaken.future())).as("the round of a signal that was overtaken").isZero();
  }

  /** Completes with the round in which it was not obeyed at once; with 0 where there was none. */
  private static void heed(
      RunSignals signals, AtomicInteger obeyed, int rounds, Promise<Integer> overtaken) {
    signals
        .heed()
        .onComplete(_ -> {
          if (obeyed.get() == rounds) {
            overtaken.complete(rounds + 1);
          } else if (rounds == ROUNDS) {
            overtaken.complete(0);
          } else {
            heed(signals, obeyed, rounds + 1, overtaken);
          }
        });
  }

  private RunSignals signals(int failures) {
    return new RunSignals(
        vertx.getOrCreateContext(),
        () ->
            readings.incrementAndGet() <= failures
                ? Future.failedFuture("the store is away")
                : Future.succeededFuture(List.of(CANCEL)),
        () -> running,
        heard::add);
  }
}
