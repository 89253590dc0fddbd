package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Executions that are started and read along as event streams, beside the same that are awaited.
 */
record Watched(int connections) implements Scenario {
  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var ours = lab.server("sqlite", Map.of(), List.of());
      var ask = new Lab.Ask(BenchCrews.ONE, connections, plan.seconds());
      var awaited = lab.measure("watched", ours, ask).report();
      var watched = watch(lab, ours, plan);
      sheet.found(
          String.format(
              ROOT,
              "watched, c=%d: %,.0f streams a second from start to end, p50 %.2f ms, p99 %.2f ms,"
                  + " %d errors",
              connections,
              watched.perSecond(),
              watched.p50Millis(),
              watched.p99Millis(),
              watched.errors()));
      sheet.ratio("watched against awaited", watched.perSecond(), awaited.perSecond());
    }
  }

  private Load.Report watch(Lab lab, Target target, Lab.Plan plan) throws Exception {
    var url = target.url().replace("/execute", "/v1/executions");
    var load =
        new Load(
            url,
            target.token(),
            BenchCrews.ONE,
            connections,
            1,
            plan.seconds(),
            Load.Reading.WATCHED);
    var log = lab.directory("watch").resolve("load.log");
    try (var generator = Child.start(log, "{", LoadGenerator.class, load.toJson())) {
      return Load.Report.parse(generator.await(Duration.ofSeconds(plan.seconds() + 60L)));
    }
  }
}
