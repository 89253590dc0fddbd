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
      var bare = lab.measure("stores", lab.bare(List.of()), ask).report().perSecond();
      for (var store : stores) {
        var row = StoreUnderTest.start(lab, store).measure(lab, "stores", ask);
        sheet.ratio("stores, " + store + " against bare", row.report().perSecond(), bare);
      }
    }
  }
}
