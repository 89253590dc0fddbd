package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A crew of four tasks with tools: what one of its twelve steps costs beside a bare call. */
record Steps(int connections) implements Scenario {
  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var bare = lab.bare(List.of());
      var ours = lab.server("sqlite", Map.of(), List.of());
      var row = lab.measure("steps", ours, new Ask(BenchCrews.STEPS, connections, plan.seconds()));
      var call = lab.measure("steps", bare, new Ask(BenchCrews.ONE, connections, plan.seconds()));
      sheet.ratio(
          "steps, steps a second against bare calls a second",
          row.report().perSecond() * BenchCrews.STEP_COUNT,
          call.report().perSecond());
      sheet.ratio(
          "steps, CPU of one against a bare call",
          row.cost().cpuMicros() / BenchCrews.STEP_COUNT,
          call.cost().cpuMicros());
    }
  }
}
