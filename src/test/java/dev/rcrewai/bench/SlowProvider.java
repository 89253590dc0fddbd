package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Thousands of executions that wait for a model which takes two seconds, in 512 MiB. */
record SlowProvider(List<Integer> inFlight) implements Scenario {
  private static final Duration LATENCY = Duration.ofSeconds(2);

  /** Of the 512 MiB; the rest is for classes, compiled code and the network. */
  private static final List<String> HALF_A_GIBIBYTE =
      List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:MaxDirectMemorySize=96m");

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    for (int many : inFlight) {
      var room = Integer.toString(2 * many);
      var settings =
          Map.of(
              "MAX_CONCURRENT_EXECUTIONS", room,
              "MAX_CONCURRENT_REQUESTS", room,
              "MAX_CONNECTIONS", room,
              "CALLER_MAX_EXECUTIONS", room);
      try (var lab = Lab.open(folder.resolve("" + many), plan, sheet, LATENCY)) {
        int seconds = Math.max(plan.seconds(), 3 * (int) LATENCY.toSeconds());
        var ours = lab.server("sqlite", settings, HALF_A_GIBIBYTE);
        var row = lab.measure("2,000 ms", ours, new Ask(BenchCrews.ONE, many, seconds));
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
}
