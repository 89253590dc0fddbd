package dev.rcrewai.store.postgres;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.execution.Await;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.memory.TestDesk;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.RecallRequest.Memories;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;

/**
 * Prints what a recall from a full scope costs where the database compares vectors, and where the
 * node does, in turn: time, CPU of this process and of PostgreSQL's, and bytes on the loopback,
 * which should have no others. Run it with the test class path:
 *
 * <pre>java -cp … dev.rcrewai.store.postgres.RecallBench</pre>
 */
final class RecallBench {
  private static final MemoryScope SCOPE = new MemoryScope("ann", "support");
  private static final int MEMORIES = MemoryStore.SCOPE_MAX;
  private static final int NUMBERS = 1_536;
  private static final int ROUNDS = 6; // of which the first are of a JVM that is not warm
  private static final int RECALLS = 50;
  private static final CrewMemory ASKED = new CrewMemory(List.of(MemoryKind.LONG_TERM), 100, 3);

  private final String name;
  private final PostgresServer server;
  private final PostgresExecutionStore store;
  private final TestDesk desk = new TestDesk(text -> numbers(new Random(text.hashCode())));

  private RecallBench(String name, Vertx vertx, PostgresServer server) {
    var settings =
        new StoreSettings.Database(
            new Secret(server.newSchema()), 1, Duration.ofSeconds(5), Duration.ofMinutes(5));
    this.name = name;
    this.server = server;
    store = new PostgresExecutionStore(vertx, settings, InstantSource.system());
  }

  public static void main(String[] args) throws IOException {
    var vertx = Vertx.vertx();
    try (var with = PostgresServer.startWithPgvector();
        var without = PostgresServer.start()) {
      var both =
          List.of(
              new RecallBench("database", vertx, with), new RecallBench("node", vertx, without));
      both.forEach(RecallBench::fill);
      System.out.printf(
          "%-10s %10s %12s %12s %12s%n", "compares", "ms", "CPU us", "CPU us of DB", "bytes");
      for (int round = 0; round < ROUNDS; round++) {
        for (var each : both) {
          each.round();
        }
      }
      both.forEach(each -> Await.await(each.store.close()));
      both.forEach(each -> each.desk.close());
    }
    Await.await(vertx.close());
  }

  private static float[] numbers(Random random) {
    var values = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      values[i] = (float) (0.5 + random.nextGaussian());
    }
    return values;
  }

  private void fill() {
    Await.await(store.open());
    var random = new Random(1);
    for (int i = 0; i < MEMORIES; i++) {
      var memory =
          new Memory(
              "m" + i,
              SCOPE,
              MemoryKind.LONG_TERM,
              new ExecutionId("01234567-89ab-7def-8123-456789abcdef"),
              "what was learnt, number " + i + ": " + "x".repeat(800),
              Instant.parse("2026-11-23T12:00:00Z").plusSeconds(i),
              new MemoryVector("openai/small", new Embedding(numbers(random))));
      var bounds = Map.of(MemoryKind.LONG_TERM, MEMORIES);
      Await.await(store.memories().keep(new Lesson(SCOPE, List.of(memory), List.of(), bounds)));
    }
  }

  private void round() throws IOException {
    var reader = new ExecutionId("11234567-89ab-7def-8123-456789abcdef");
    long begun = System.nanoTime();
    long bytes = loopback();
    var cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    var databases = server.cpu();
    for (int i = 0; i < RECALLS; i++) {
      desk.ask(
          store.memories(), SCOPE, reader, new Memories(ASKED, TestDesk.EMBEDDER, "query " + i));
    }
    System.out.printf(
        "%-10s %10.2f %12d %12d %12d%n",
        name,
        (System.nanoTime() - begun) / 1e6 / RECALLS,
        micros(ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(cpu)),
        micros(server.cpu().minus(databases)),
        (loopback() - bytes) / RECALLS);
  }

  private static long micros(Duration all) {
    return all.toNanos() / 1_000 / RECALLS;
  }

  /** Bytes that the loopback has carried. */
  private static long loopback() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/dev")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("lo:"))
        .mapToLong(line -> new Scanner(line.substring("lo:".length())).nextLong())
        .findFirst()
        .orElseThrow();
  }
}
