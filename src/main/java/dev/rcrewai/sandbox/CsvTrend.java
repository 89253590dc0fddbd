package dev.rcrewai.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the totals of groups went from the first month of a table to its last. */
final class CsvTrend {
  private static final int MONTH_CHARS = "2026-11".length();
  private static final int GROUPS_SHOWN_MAX = 10;

  private CsvTrend() {}

  /** A line for each group; null where the table has no two months. */
  static @Nullable String of(CsvTable table, String by, String of) {
    var period = CsvColumns.period(table).orElse(null);
    if (period == null) {
      return null;
    }
    var months = table.cells(period).map(CsvTrend::month).distinct().sorted().toList();
    if (months.size() < 2) {
      return null;
    }
    var first = new CsvSums(month(table, period, months.getFirst()));
    var last = new CsvSums(month(table, period, months.getLast()));
    return table
        .cells(by)
        .distinct()
        .limit(GROUPS_SHOWN_MAX)
        .map(group -> {
          var from = first.total(by, group, of);
          var to = last.total(by, group, of);
          return "- %s: %s in %s, %s in %s%s"
              .formatted(
                  group,
                  CsvSums.plain(from),
                  months.getFirst(),
                  CsvSums.plain(to),
                  months.getLast(),
                  change(from, to));
        })
        .collect(Collectors.joining("\n"));
  }

  private static CsvTable month(CsvTable table, String period, String month) {
    int column = table.columns().indexOf(period);
    var rows = new ArrayList<List<String>>();
    for (var row : table.rows()) {
      if (month(row.get(column)).equals(month)) {
        rows.add(row);
      }
    }
    return new CsvTable(table.columns(), rows);
  }

  private static String month(String day) {
    return day.substring(0, MONTH_CHARS);
  }

  private static String change(BigDecimal from, BigDecimal to) {
    if (from.signum() <= 0) {
      return "";
    }
    var percent = to.subtract(from).movePointRight(2).divide(from, 1, RoundingMode.HALF_UP);
    return " (" + (percent.signum() > 0 ? "+" : "") + CsvSums.plain(percent) + " %)";
  }
}
