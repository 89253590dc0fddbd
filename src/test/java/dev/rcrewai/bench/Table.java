package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures as they are printed. */
final class Table {
  private static final String ROW = "%-10s %5s %14s %10s %10s %16s %8s%n";

  /** One round of one server. */
  record Round(String server, int number, Load.Report report, double cpuMicrosPerRequest) {}

  private Table() {}

  static String of(List<Round> rounds) {
    var text = new StringBuilder();
    text.append(
        ROW.formatted(
            "server", "round", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "errors"));
    for (var round : rounds) {
      var report = round.report();
      text.append(
          ROW.formatted(
              round.server(),
              round.number(),
              "%,.0f".formatted(report.perSecond()),
              "%.2f".formatted(report.p50Millis()),
              "%.2f".formatted(report.p99Millis()),
              "%.0f".formatted(round.cpuMicrosPerRequest()),
              report.errors()));
    }
    return text.toString();
  }

  /** The mean of one server's rounds over the mean of the other's. */
  static String ratio(String names, List<Round> ours, List<Round> bare) {
    return String.format(
        ROOT,
        "ratio %s:  requests/s %.3f   p50 x%.1f   p99 x%.2f   CPU x%.1f%n",
        names,
        ratio(ours, bare, round -> round.report().perSecond()),
        ratio(ours, bare, round -> round.report().p50Millis()),
        ratio(ours, bare, round -> round.report().p99Millis()),
        ratio(ours, bare, Round::cpuMicrosPerRequest));
  }

  private static double ratio(List<Round> ours, List<Round> bare, ToDoubleFunction<Round> figure) {
    return mean(ours, figure) / mean(bare, figure);
  }

  private static double mean(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }
}
