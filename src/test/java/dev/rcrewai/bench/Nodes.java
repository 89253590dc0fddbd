package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import dev.rcrewai.store.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Three nodes on one Redis, each with one event loop and a third of the callers. */
record Nodes(int connections) implements Scenario {
  private static final int NODES = 3;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, Math.max(1, connections / NODES), plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var redis = RedisServer.start(lab.directory("redis"));
      lab.onClose(redis::close);
      var settings = Map.of("REDIS_URL", redis.url());
      var nodes = new ArrayList<Target>();
      for (int i = 1; i <= NODES; i++) {
        nodes.add(lab.server("node " + i, settings, List.of()));
        lab.warm(nodes.getLast(), ask);
      }
      double alone = lab.measure("nodes", nodes.getFirst(), ask, redis::cpu).report().perSecond();
      var running = new ArrayList<Future<Row>>();
      for (var node : nodes) {
        running.add(threads.submit(() -> lab.measure("nodes", node, ask, redis::cpu)));
      }
      double all = 0;
      for (var one : running) {
        all += one.get().report().perSecond();
      }
      sheet.ratio("nodes, three on one core against one on it, requests a second", all, alone);
    }
  }
}
