package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Thousands of executions that wait for a model which takes two seconds and speaks HTTP/2, in 512
 * MiB; beyond 5,000 in more. They come at a fixed rate, half as many a second as are to be in
 * flight: callers who wait for each other would come in waves.
 */
record SlowProvider(List<Integer> inFlight) implements Scenario {
  private static final Duration LATENCY = Duration.ofSeconds(2);
  private static final int WARM_STEPS = 4;

  /**
   * Of the 512 MiB; the rest is for classes, compiled code and the network. What the compilers took
   * at the start is given back.
   */
  private static final List<String> HALF_A_GIBIBYTE =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx280m",
          "-Xmn24m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:TrimNativeHeapInterval=5000");

  private static final List<String> MORE =
      List.of("-XX:+UseSerialGC", "-Xmx520m", "-Xmn112m", "-XX:MaxDirectMemorySize=160m");

  private static final int HALF_A_GIBIBYTE_HOLDS = 5_000;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var vertx = Vertx.vertx();
    try {
      for (int many : inFlight) {
        measure(folder.resolve("" + many), plan, sheet, vertx, many);
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void measure(Path folder, Lab.Plan plan, Sheet sheet, Vertx vertx, int many)
      throws Exception {
    var room = Integer.toString(2 * many);
    var settings =
        Map.of(
            "MALLOC_ARENA_MAX", "2",
            "MAX_CONCURRENT_EXECUTIONS", room,
            "MAX_CONCURRENT_REQUESTS", room,
            "MAX_CONNECTIONS", room,
            "CALLER_MAX_EXECUTIONS", room);
    int rate = (int) (many / LATENCY.toSeconds());
    try (var lab = Lab.openSecure(folder, plan, sheet, LATENCY)) {
      var jvm = many <= HALF_A_GIBIBYTE_HOLDS ? HALF_A_GIBIBYTE : MORE;
      var ours = lab.server("sqlite", settings, jvm);
      for (int step = 1; step <= WARM_STEPS && plan.warmup() > 0; step++) {
        Flood.run(vertx, ours, rate * step / WARM_STEPS, plan.warmup() / 2, many);
      }
      var row =
          lab.measure(
              "2,000 ms",
              ours,
              "%,d in flight".formatted(many),
              () -> Flood.run(vertx, ours, rate, 2 * plan.seconds(), many).asLoad(),
              () -> Duration.ZERO);
      sheet.found(
          String.format(
              ROOT,
              "2,000 ms, %,d in flight: %d errors, p99 %.2f s, at most %.0f MiB",
              many,
              row.report().errors(),
              row.report().p99Millis() / 1000,
              row.cost().rssMib()));
    }
  }
}
