package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What traces cost, of which one in a hundred is kept: two servers in turn. */
record Tracing(int connections) implements Scenario {
  private static final int ROUNDS_MIN = 5;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    int rounds = plan.rounds() == 1 ? 1 : Math.max(ROUNDS_MIN, plan.rounds());
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
      var ratios =
          IntStream.range(0, rounds)
              .mapToDouble(_ -> compare(lab, on, off, ask))
              .sorted()
              .toArray();
      sheet.found(
          String.format(
              ROOT,
              "tracing, on against off, requests a second: %.2f × (the median of %d)",
              ratios[rounds / 2],
              rounds));
    }
  }

  private static double compare(Lab lab, Target on, Target off, Ask ask) {
    try {
      double with = lab.measure("tracing", on, ask).report().perSecond();
      return with / lab.measure("tracing", off, ask).report().perSecond();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
