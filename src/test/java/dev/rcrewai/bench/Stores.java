package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The same load on each store.
 *
 * @param stores which of them
 */
record Stores(int connections, List<String> stores) implements Scenario {
  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var bare = lab.bare(List.of());
      lab.warm(bare, ask);
      for (var store : stores) {
        var ours = StoreUnderTest.start(lab, store);
        lab.warm(ours.server(), ask);
        lab.compare(
            "stores, " + store + " against bare",
            () -> ours.measure(lab, "stores", ask),
            () -> lab.measure("stores", bare, ask));
      }
    }
  }
}
