package dev.rcrewai.store.postgres;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.Await;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Prints how many writes a second a PostgreSQL on this machine makes durable. Run it with the test
 * class path:
 *
 * <pre>java -cp … dev.rcrewai.store.postgres.StoreBench</pre>
 */
final class StoreBench {
  private static final Duration RUN = Duration.ofSeconds(5);
  private static final int SAMPLES_MAX = 1_000_000;
  private static final NodeId NODE = new NodeId("bench");
  private static final String KIBIBYTE = "x".repeat(900);

  private final PostgresExecutionStore store;
  private final AtomicInteger writes = new AtomicInteger();
  private final int[] micros = new int[SAMPLES_MAX];
  private volatile long end;

  private StoreBench(PostgresExecutionStore store) {
    this.store = store;
  }

  public static void main(String[] args) {
    var vertx = Vertx.vertx();
    try (var server = PostgresServer.start()) {
      for (int connections : new int[] {5, 20}) {
        for (int writers : new int[] {1, 64, 512}) {
          run(vertx, server, connections, writers, Work.APPEND);
        }
        run(vertx, server, connections, 64, Work.ACCEPT);
      }
      run(vertx, server, 5, 64, Work.ACCEPT_TO_A_LONG_QUEUE);
    }
    Await.await(vertx.close());
  }

  private enum Work {
    APPEND,
    ACCEPT,
    ACCEPT_TO_A_LONG_QUEUE
  }

  private static void run(
      Vertx vertx, PostgresServer server, int connections, int writers, Work work) {
    var settings =
        new StoreSettings.Database(
            new Secret(server.newSchema()),
            connections,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    var store = new PostgresExecutionStore(vertx, settings, InstantSource.system());
    Await.await(store.open());
    if (work == Work.ACCEPT_TO_A_LONG_QUEUE) {
      for (int i = 0; i < 90; i++) {
        Await.awaitAll(
            IntStream.range(0, 100)
                .mapToObj(n -> store.accept(Draft.draft().caller("flood").submission()))
                .toList());
      }
    }
    new StoreBench(store).measure(work, connections, writers);
    Await.await(store.close());
  }

  private void measure(Work work, int connections, int writers) {
    long started = System.nanoTime();
    end = started + RUN.toNanos();
    Await.awaitAll(IntStream.range(0, writers).mapToObj(i -> writer(work)).toList());
    double seconds = (System.nanoTime() - started) / 1e9;
    int count = Math.min(writes.get(), SAMPLES_MAX);
    Arrays.sort(micros, 0, count);
    System.out.printf(
        "%-22s %3d connections %4d writers: %6.0f writes/s  p50 %6d us  p99 %6d us%n",
        work,
        connections,
        writers,
        count / seconds,
        micros[count / 2],
        micros[count - 1 - count / 100]);
  }

  /** One chain of writes, each begun when the one before is durable. */
  private Future<Void> writer(Work work) {
    var done = Promise.<Void>promise();
    switch (work) {
      case APPEND -> {
        var draft = Draft.draft().claimer(NODE);
        store
            .accept(draft.submission())
            .onSuccess(any -> append(Owner.of(draft), done))
            .onFailure(done::fail);
      }
      case ACCEPT, ACCEPT_TO_A_LONG_QUEUE -> accept(done);
    }
    return done.future();
  }

  private void append(Owner owner, Promise<Void> done) {
    if (System.nanoTime() >= end) {
      done.complete();
      return;
    }
    var batch = large(owner.next(1));
    timed(() -> store.append(batch))
        .onSuccess(any -> append(owner.after(batch), done))
        .onFailure(done::fail);
  }

  private void accept(Promise<Void> done) {
    if (System.nanoTime() >= end) {
      done.complete();
      return;
    }
    timed(() -> store.accept(Draft.draft().submission()))
        .onSuccess(any -> accept(done))
        .onFailure(done::fail);
  }

  private <T> Future<T> timed(Supplier<Future<T>> write) {
    long begun = System.nanoTime();
    return write
        .get()
        .onSuccess(any ->
            micros[writes.getAndIncrement() % SAMPLES_MAX] =
                (int) ((System.nanoTime() - begun) / 1_000));
  }

  private static Batch large(Batch batch) {
    var event = batch.events().getFirst();
    var data = new EventData.ToolCompleted(StepPath.task("t").attempt(1).turn(1).tool(0), KIBIBYTE);
    return new Batch(
        batch.lease(),
        List.of(new Event(event.seq(), event.at(), data)),
        batch.summary(),
        batch.due(),
        batch.webhook());
  }
}
