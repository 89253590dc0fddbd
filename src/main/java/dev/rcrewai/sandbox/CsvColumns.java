package dev.rcrewai.sandbox;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses the column that a question is about. */
final class CsvColumns {
  private CsvColumns() {}

  /** The column that the text mentions, else the likeliest for the role; null where none can be. */
  static @Nullable String choose(CsvTable table, CsvFigure.Role role, @Nullable String text) {
    Predicate<String> fits =
        switch (role) {
          case BY -> column -> !table.isNumeric(column);
          case OF -> column -> table.isNumeric(column) && !isId(column);
        };
    var mentioned = table.columns().stream().filter(fits.and(c -> isMentioned(c, text)));
    return mentioned
        .findFirst()
        .orElseGet(() ->
            switch (role) {
              case BY -> fewestGroups(table, fits);
              case OF -> table.columns().reversed().stream().filter(fits).findFirst().orElse(null);
            });
  }

  /** Numbers that name things are not added up. */
  static boolean isId(String column) {
    return column.toLowerCase(Locale.ROOT).matches("(.*[_\\s-])?(id|no|number|year|zip)");
  }

  private static boolean isMentioned(String column, @Nullable String text) {
    return text != null && !column.isBlank() && words(text).contains(words(column));
  }

  private static String words(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Groups are worth comparing where there are at least two of them and few. */
  private static @Nullable String fewestGroups(CsvTable table, Predicate<String> fits) {
    return table.columns().stream()
        .filter(fits)
        .filter(c -> groups(table, c) >= 2)
        .min(Comparator.comparingLong(c -> groups(table, c)))
        .orElse(null);
  }

  private static long groups(CsvTable table, String column) {
    return table.cells(column).distinct().count();
  }
}
