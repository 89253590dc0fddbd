package dev.rcrewai.sandbox;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses the column that a question is about. */
final class CsvColumns {
  private static final int WORD_CHARS_MIN = 3;
  private static final String PERIOD = "\\d{4}-\\d{2}(-\\d{2})?";

  private CsvColumns() {}

  /** The column that the text mentions, else the likeliest for the role; null where none can be. */
  static @Nullable String choose(CsvTable table, CsvFigure.Role role, @Nullable String text) {
    var fitting = table.columns().stream().filter(fits(table, role)).toList();
    return mentioned(fitting, words(text == null ? "" : text))
        .or(() ->
            switch (role) {
              case BY -> fewestGroups(table, fitting);
              case OF -> fitting.reversed().stream().findFirst();
            })
        .orElse(null);
  }

  /** Numbers that name things are not added up. */
  static boolean isId(String column) {
    return column.toLowerCase(Locale.ROOT).matches("(.*[_\\s-])?(id|no|number|year|zip)");
  }

  /** The first column of months or days as ISO 8601 writes them. */
  static Optional<String> period(CsvTable table) {
    return table.columns().stream().filter(c -> isPeriod(table, c)).findFirst();
  }

  private static Predicate<String> fits(CsvTable table, CsvFigure.Role role) {
    return switch (role) {
      case BY -> column -> !table.isNumeric(column);
      case OF -> column -> table.isNumeric(column) && !isId(column);
    };
  }

  private static boolean isPeriod(CsvTable table, String column) {
    return table.cells(column).allMatch(cell -> cell.matches(PERIOD));
  }

  /** The column with the largest share of its words in the question. */
  private static Optional<String> mentioned(List<String> columns, List<String> question) {
    return columns.stream()
        .filter(c -> share(c, question) > 0)
        .min(Comparator.comparingDouble(c -> -share(c, question)));
  }

  private static double share(String column, List<String> question) {
    var words = words(column);
    long found = words.stream().filter(w -> question.stream().anyMatch(q -> alike(w, q))).count();
    return words.isEmpty() ? 0 : (double) found / words.size();
  }

  /** Singular and plural are the same word. */
  private static boolean alike(String a, String b) {
    return a.startsWith(b) || b.startsWith(a);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\d]+"))
        .filter(word -> word.length() >= WORD_CHARS_MIN)
        .toList();
  }

  /** Groups are worth comparing where there are at least two of them and few. */
  private static Optional<String> fewestGroups(CsvTable table, List<String> columns) {
    return columns.stream()
        .filter(c -> groups(table, c) >= 2)
        .min(
            Comparator.comparing((String c) -> isPeriod(table, c))
                .thenComparingLong(c -> groups(table, c)));
  }

  private static long groups(CsvTable table, String column) {
    return table.cells(column).distinct().count();
  }
}
