package dev.rcrewai.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of comma-separated values that a tool gave back.
 *
 * @param rows each as wide as {@code columns}
 */
record CsvTable(List<String> columns, List<List<String>> rows) {
  CsvTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * The first table of a text. It begins at the first line that is followed by a line of as many
   * cells, at least two, so that what a tool writes above a file's content is passed over. It ends
   * at a line in square brackets, in which a tool says that it left something out; the line before
   * may be cut in the middle of a number and is left out, as are lines of another width.
   */
  static Optional<CsvTable> in(String text) {
    var whole = text.lines().takeWhile(line -> !line.startsWith("[")).toList();
    boolean isCut = !whole.isEmpty() && text.lines().count() > whole.size();
    var safe = isCut ? whole.subList(0, whole.size() - 1) : whole;
    var lines = safe.stream().map(CsvTable::split).toList();
    for (int i = 0; i + 1 < lines.size(); i++) {
      int width = lines.get(i).size();
      if (width >= 2 && lines.get(i + 1).size() == width) {
        var rows = lines.subList(i + 1, lines.size()).stream().filter(r -> r.size() == width);
        return Optional.of(new CsvTable(lines.get(i), rows.toList()));
      }
    }
    return Optional.empty();
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  Stream<String> cells(String column) {
    int index = columns.indexOf(column);
    return rows.stream().map(row -> row.get(index));
  }

  /** The numbers of a column; cells that hold none are left out. */
  List<BigDecimal> numbers(String column) {
    return cells(column).map(CsvTable::number).filter(Objects::nonNull).toList();
  }

  /** Whether every cell that is not empty is a number, and one is. */
  boolean isNumeric(String column) {
    var filled = cells(column).filter(c -> !c.isEmpty()).toList();
    return !filled.isEmpty() && filled.stream().allMatch(c -> number(c) != null);
  }

  /** The number in a cell such as {@code $1,200.50}, or null. */
  static @Nullable BigDecimal number(String cell) {
    var digits = cell.replaceAll("[$€£\\s,]", "");
    return digits.matches("[+-]?\\d{1,30}(\\.\\d{1,30})?") ? new BigDecimal(digits) : null;
  }

  /** One line's cells (RFC 4180 without line breaks inside quotes), trimmed. */
  private static List<String> split(String line) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
