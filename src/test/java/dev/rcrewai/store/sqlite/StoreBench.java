package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Await;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Prints how many writes a second the store makes durable. Run it with the test class path:
 *
 * <pre>java --enable-native-access=ALL-UNNAMED -cp … dev.rcrewai.store.sqlite.StoreBench</pre>
 */
final class StoreBench {
  private static final Duration RUN = Duration.ofSeconds(5);
  private static final int SAMPLES_MAX = 4_000_000;
  private static final int CALLERS = 2;
  private static final NodeId NODE = new NodeId("bench");
  private static final String KIBIBYTE = "x".repeat(900);

  private final List<Context> contexts;
  private final SqliteExecutionStore store;
  private final AtomicInteger writes = new AtomicInteger();
  private final int[] micros = new int[SAMPLES_MAX];
  private int next;
  private long end;

  private StoreBench(List<Context> contexts, SqliteExecutionStore store) {
    this.contexts = contexts;
    this.store = store;
  }

  public static void main(String[] args) throws Exception {
    var vertx = Vertx.vertx();
    var dataDir = Files.createTempDirectory("store-bench");
    var contexts = IntStream.range(0, CALLERS).mapToObj(i -> Await.await(context(vertx))).toList();
    int run = 0;
    for (int writers : new int[] {64, 1, 64, 512}) {
      run(vertx, contexts, dataDir.resolve("append-" + run++), "appends", writers);
    }
    for (int writers : new int[] {1, 64, 512}) {
      run(vertx, contexts, dataDir.resolve("execution-" + writers), "accept+2 appends", writers);
    }
    Await.await(vertx.close());
  }

  private static void run(
      Vertx vertx, List<Context> contexts, Path dataDir, String what, int writers) {
    var store =
        new SqliteExecutionStore(
            vertx, dataDir, InstantSource.system(), failure -> failure.printStackTrace());
    Await.await(store.open());
    var bench = new StoreBench(contexts, store);
    bench.measure(what, writers);
    Await.await(store.close());
  }

  private static Future<Context> context(Vertx vertx) {
    var deployed = Promise.<Context>promise();
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            deployed.complete(context);
            return Future.succeededFuture();
          }
        };
    return vertx.deployVerticle(verticle).compose(id -> deployed.future());
  }

  private void measure(String what, int writers) {
    long started = System.nanoTime();
    long cpu = processCpu();
    end = started + RUN.toNanos();
    Await.awaitAll(IntStream.range(0, writers).mapToObj(i -> writer(what)).toList());
    double seconds = (System.nanoTime() - started) / 1e9;
    int count = Math.min(writes.get(), SAMPLES_MAX);
    Arrays.sort(micros, 0, count);
    System.out.printf(
        "%-17s %4d writers: %8.0f writes/s  p50 %6d us  p99 %6d us  %5.1f us CPU each%n",
        what,
        writers,
        count / seconds,
        micros[count / 2],
        micros[count - 1 - count / 100],
        (processCpu() - cpu) / 1e3 / count);
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** One chain of writes, each begun when the one before is durable. */
  private Future<Void> writer(String what) {
    var done = Promise.<Void>promise();
    var context = contexts.get(next++ % contexts.size());
    context.runOnContext(start -> {
      if (what.equals("appends")) {
        accepted().onSuccess(owner -> append(owner, done)).onFailure(done::fail);
      } else {
        execute(done);
      }
    });
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

  private void execute(Promise<Void> done) {
    if (System.nanoTime() >= end) {
      done.complete();
      return;
    }
    accepted()
        .compose(owner -> {
          var batch = large(owner.next(1));
          return timed(() -> store.append(batch)).map(any -> owner.after(batch));
        })
        .compose(owner -> timed(() -> store.append(large(owner.complete()))))
        .onSuccess(any -> execute(done))
        .onFailure(done::fail);
  }

  private Future<Owner> accepted() {
    var draft = Draft.draft().claimer(NODE);
    return timed(() -> store.accept(draft.submission())).map(any -> Owner.of(draft));
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
