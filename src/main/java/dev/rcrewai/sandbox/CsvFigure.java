package dev.rcrewai.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A figure of the table that a tool gave back, for example {@code csv.top:region:amount}.
 *
 * @param columns as many as {@code kind} wants
 */
record CsvFigure(Kind kind, List<Column> columns) {
  static final String PREFIX = "csv.";

  CsvFigure {
    columns = List.copyOf(columns);
  }

  /** What can be asked of a table, and which columns it needs. */
  enum Kind {
    ROWS,
    COLUMNS,
    /** Sum, mean, smallest and largest of every column of numbers, a line each. */
    SUMMARY,
    SUM,
    MEAN,
    MIN,
    MAX,
    /** The group with the largest total. */
    TOP,
    /** The group with the smallest total. */
    BOTTOM,
    /** The totals of all groups and their shares, largest first, a line each. */
    TOTALS,
    /** The totals of all groups in the first month and the last, a line each. */
    TREND,
    /** The name of a column of groups; of use with {@code ?}. */
    BY,
    /** The name of a column of numbers; of use with {@code ?}. */
    OF;

    /** What each of its columns is used for. */
    List<Role> roles() {
      return switch (this) {
        case ROWS, COLUMNS, SUMMARY -> List.of();
        case SUM, MEAN, MIN, MAX, OF -> List.of(Role.OF);
        case TOP, BOTTOM, TOTALS, TREND -> List.of(Role.BY, Role.OF);
        case BY -> List.of(Role.BY);
      };
    }
  }

  /** What a column is used for. */
  enum Role {
    /** Its values are groups. */
    BY,
    /** Its values are numbers. */
    OF
  }

  /** A column by its name, or chosen by a text. */
  sealed interface Column {
    record Named(String name) implements Column {}

    /** The column that the value {@code value} mentions, else the likeliest; {@code ?question}. */
    record Mentioned(String value) implements Column {}
  }

  /**
   * @throws IllegalArgumentException where the text after {@code csv.} is no figure
   */
  static CsvFigure parse(String text) {
    var words = text.substring(PREFIX.length()).split(":", -1);
    var kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(words[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(words[0])));
    if (words.length - 1 != kind.roles().size()) {
      throw new IllegalArgumentException(
          "csv.%s takes %d column(s)".formatted(words[0], kind.roles().size()));
    }
    return new CsvFigure(kind, Arrays.stream(words).skip(1).map(CsvFigure::column).toList());
  }

  private static Column column(String word) {
    return word.startsWith("?") ? new Column.Mentioned(word.substring(1)) : new Column.Named(word);
  }

  private static String unknown(String word) {
    return "unknown figure 'csv.%s'; known: %s"
        .formatted(
            word,
            Arrays.stream(Kind.values())
                .map(k -> "csv." + k.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  /** The figure, or null where the table lacks a column for it. */
  @Nullable String of(CsvTable table, Lookup lookup) {
    var names = new String[columns.size()];
    for (int i = 0; i < names.length; i++) {
      var name = pick(table, columns.get(i), kind.roles().get(i), lookup);
      if (name == null) {
        return null;
      }
      names[i] = name;
    }
    var sums = new CsvSums(table);
    return switch (kind) {
      case ROWS -> Integer.toString(table.rows().size());
      case COLUMNS -> String.join(", ", table.columns());
      case SUMMARY -> sums.summary();
      case SUM -> CsvSums.plain(sums.sum(names[0]));
      case MEAN -> CsvSums.plain(sums.mean(names[0]));
      case MIN -> CsvSums.plain(sums.min(names[0]));
      case MAX -> CsvSums.plain(sums.max(names[0]));
      case TOP -> sums.totals(names[0], names[1]).getFirst().toString();
      case BOTTOM -> sums.totals(names[0], names[1]).getLast().toString();
      case TOTALS -> sums.shares(names[0], names[1]);
      case TREND -> CsvTrend.of(table, names[0], names[1]);
      case BY, OF -> names[0];
    };
  }

  private static @Nullable String pick(CsvTable table, Column column, Role role, Lookup lookup) {
    return switch (column) {
      case Column.Named(var name) ->
          table.has(name) && (role == Role.BY || table.isNumeric(name)) ? name : null;
      case Column.Mentioned(var value) -> CsvColumns.choose(table, role, lookup.named(value));
    };
  }
}
