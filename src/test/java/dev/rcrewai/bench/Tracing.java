package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What traces cost, of which one in a hundred is kept: two servers in turn. */
record Tracing(int connections) implements Scenario {
  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var off = lab.server("tracing off", Map.of(), List.of());
      var on =
          lab.server(
              "tracing 1 %",
              Map.of(
                  "TRACING_ENABLED", "true",
                  "OTEL_EXPORTER_OTLP_ENDPOINT", lab.model(),
                  "OTEL_TRACES_SAMPLER", "traceidratio",
                  "OTEL_TRACES_SAMPLER_ARG", "0.01"),
              List.of());
      lab.warm(off, ask);
      lab.warm(on, ask);
      lab.compare(
          "tracing, on against off",
          () -> lab.measure("tracing", on, ask),
          () -> lab.measure("tracing", off, ask));
    }
  }
}
