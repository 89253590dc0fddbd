package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Whether an execution costs more where many are stored already.
 *
 * @param stores which of them
 */
record Growth(int connections, int few, int many, List<String> stores) implements Scenario {
  private static final int FILLING_SECONDS = 10;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    for (var store : stores) {
      try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
        measure(lab, store);
      }
    }
  }

  private void measure(Lab lab, String store) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, lab.plan().seconds());
    var ours = StoreUnderTest.start(lab, store);
    lab.warm(ours.server(), ask);
    long stored = filled(lab, ours.server(), 0, few);
    var before = ours.measure(lab, "growth", ask);
    stored = filled(lab, ours.server(), stored + before.report().sent(), many);
    var after = ours.measure(lab, "growth", ask);
    lab.sheet()
        .ratio(
            "growth, %s, CPU each with %,d stored against %,d".formatted(store, stored, few),
            after.cost().cpuMicros() + after.cost().storeMicros(),
            before.cost().cpuMicros() + before.cost().storeMicros());
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
