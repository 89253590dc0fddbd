package dev.rcrewai.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Exact sums over the columns of a table; every column given must be one of numbers. */
record CsvSums(CsvTable table) {
  private static final int GROUPS_SHOWN_MAX = 10;

  /** What one group adds up to. */
  record Total(String group, BigDecimal sum) {
    @Override
    public String toString() {
      return group + " (" + plain(sum) + ")";
    }
  }

  BigDecimal sum(String column) {
    return table.numbers(column).stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal mean(String column) {
    var count = BigDecimal.valueOf(table.numbers(column).size());
    return sum(column).divide(count, 2, RoundingMode.HALF_UP);
  }

  BigDecimal min(String column) {
    return Collections.min(table.numbers(column));
  }

  BigDecimal max(String column) {
    return Collections.max(table.numbers(column));
  }

  /** The sums of {@code of} for each value of {@code by}, largest first, ties as in the table. */
  List<Total> totals(String by, String of) {
    int group = table.columns().indexOf(by);
    int number = table.columns().indexOf(of);
    var sums = new LinkedHashMap<String, BigDecimal>();
    for (var row : table.rows()) {
      var value = CsvTable.number(row.get(number));
      sums.merge(row.get(group), value == null ? BigDecimal.ZERO : value, BigDecimal::add);
    }
    return sums.entrySet().stream()
        .map(e -> new Total(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(Total::sum).reversed())
        .toList();
  }

  /** The sum of {@code of} over the rows of one group. */
  BigDecimal total(String by, String group, String of) {
    return totals(by, of).stream()
        .filter(total -> total.group().equals(group))
        .map(Total::sum)
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  /** The totals with their shares, a line each. */
  String shares(String by, String of) {
    var all = sum(of);
    return totals(by, of).stream()
        .limit(GROUPS_SHOWN_MAX)
        .map(total -> "- " + total.group() + ": " + plain(total.sum()) + share(total.sum(), all))
        .collect(Collectors.joining("\n"));
  }

  private static String share(BigDecimal part, BigDecimal all) {
    if (all.signum() <= 0) {
      return "";
    }
    return " (" + plain(part.movePointRight(2).divide(all, 1, RoundingMode.HALF_UP)) + " %)";
  }

  String summary() {
    var lines =
        table.columns().stream()
            .filter(c -> table.isNumeric(c) && !CsvColumns.isId(c))
            .map(c ->
                "- %s: sum %s, mean %s, min %s, max %s"
                    .formatted(c, plain(sum(c)), plain(mean(c)), plain(min(c)), plain(max(c))))
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? "- no column holds numbers" : lines;
  }

  static String plain(BigDecimal number) {
    var short_ = number.stripTrailingZeros();
    return (short_.scale() < 0 ? short_.setScale(0) : short_).toPlainString();
  }
}
