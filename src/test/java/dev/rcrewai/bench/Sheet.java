package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;

/** What was measured, row by row, and what follows from it; prints itself as a Markdown table. */
final class Sheet {
  private static final List<String> COLUMNS =
      List.of(
          "scenario",
          "server",
          "load",
          "requests/s",
          "p50 ms",
          "p99 ms",
          "errors",
          "CPU µs",
          "store's µs",
          "RSS MiB",
          "KiB each",
          "GC p99 ms",
          "mock idle");

  private final List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
  private final List<String> findings = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  Row add(Row row) {
    var report = row.report();
    var cost = row.cost();
    table.add(
        List.of(
            row.scenario(),
            row.server(),
            row.load(),
            number("%,.0f", report.perSecond()),
            number("%.2f", report.p50Millis()),
            number("%.2f", report.p99Millis()),
            "" + report.errors(),
            number("%.0f", cost.cpuMicros()),
            cost.storeMicros() == 0 ? "" : number("%.0f", cost.storeMicros()),
            number("%.0f", cost.rssMib()),
            number("%.0f", cost.allocatedKib()),
            number("%.1f", cost.pauseMillis()),
            number("%.0f %%", cost.mockIdle() * 100)));
    System.err.println("  " + String.join("  ", table.getLast()));
    if (report.errors() > 0) {
      faults.add(row.scenario() + ", " + row.server() + ": " + report.firstError());
    }
    return row;
  }

  /** A figure beside its reference. */
  void ratio(String what, double figure, double reference) {
    found("%s: %.2f ×".formatted(what, figure / reference));
  }

  void found(String words) {
    findings.add(words);
    System.err.println("  " + words);
  }

  /** Answers that were wrong: such figures are worth nothing. */
  List<String> faults() {
    return faults;
  }

  String text() {
    var text = new StringBuilder();
    if (table.size() > 1) {
      int[] widths = new int[COLUMNS.size()];
      table.forEach(row -> {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      });
      for (int i = 0; i < table.size(); i++) {
        text.append(line(table.get(i), widths));
        if (i == 0) {
          text.append("|---".repeat(widths.length)).append("|\n");
        }
      }
      text.append('\n');
    }
    findings.forEach(words -> text.append("- ").append(words).append('\n'));
    return text.toString();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append("| ").append(("%-" + widths[i] + "s").formatted(row.get(i))).append(' ');
    }
    return line.append("|\n").toString();
  }

  private static String number(String format, double value) {
    return String.format(ROOT, format, value);
  }
}
