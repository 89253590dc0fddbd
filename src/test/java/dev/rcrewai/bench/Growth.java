package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Whether an execution costs more where many are stored already. */
record Growth(int connections, int few, int many) implements Scenario {
  private static final int FILLING_SECONDS = 10;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var ours = lab.server("sqlite", Map.of(), List.of());
      lab.warm(ours, ask);
      long stored = filled(lab, ours, 0, few);
      var before = lab.measure("growth", ours, ask);
      stored = filled(lab, ours, stored + before.report().sent(), many);
      var after = lab.measure("growth", ours, ask);
      sheet.ratio(
          "growth, CPU each with %,d stored against %,d".formatted(stored, few),
          after.cost().cpuMicros(),
          before.cost().cpuMicros());
    }
  }

  /** What it stored while it warmed up is not counted: there are at least so many. */
  private static long filled(Lab lab, Target target, long stored, int wanted) throws Exception {
    long all = stored;
    while (all < wanted) {
      int seconds = Math.min(FILLING_SECONDS, Math.max(1, lab.plan().seconds()));
      all += lab.load(target, new Ask(BenchCrews.ONE, 64, seconds)).sent();
    }
    return all;
  }
}
