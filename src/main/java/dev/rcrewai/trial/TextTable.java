package dev.rcrewai.trial;

import java.util.ArrayList;
import java.util.List;

/** A table of text; the first and the last column are aligned left, all between them right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /** One line a row, without blanks at the ends. */
  String text() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        var cell = row.get(i);
        var blanks = " ".repeat(width(i) - cell.length());
        boolean left = i == 0 || i == columns - 1;
        line.append(GAP).append(left ? cell : blanks).append(left ? blanks : cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
