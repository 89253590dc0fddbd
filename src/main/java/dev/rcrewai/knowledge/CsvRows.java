package dev.rcrewai.knowledge;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a CSV file (RFC 4180), separated by commas, or by semicolons or tabs where its first
 * line has more of these. A quote that nobody closes ends with the file.
 */
final class CsvRows {
  private final String text;
  private final char separator;
  private final List<List<String>> rows = new ArrayList<>();
  private List<String> row = new ArrayList<>();
  private final StringBuilder cell = new StringBuilder();

  private CsvRows(String text) {
    this.text = text;
    this.separator = separator(text.lines().findFirst().orElse(""));
  }

  static List<List<String>> of(String text) {
    return new CsvRows(text.startsWith("\uFEFF") ? text.substring(1) : text).read();
  }

  private static char separator(String line) {
    char best = ',';
    for (char each : new char[] {';', '\t'}) {
      if (count(line, each) > count(line, best)) {
        best = each;
      }
    }
    return best;
  }

  private static long count(String line, char wanted) {
    return line.chars().filter(each -> each == wanted).count();
  }

  private List<List<String>> read() {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (doubled) {
        cell.append(c);
        i++;
      } else if (c == '"' && (quoted || cell.isEmpty())) {
        quoted = !quoted;
      } else if (quoted) {
        cell.append(c);
      } else {
        take(c);
      }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
      endRow();
    }
    return rows;
  }

  private void take(char c) {
    if (c == separator) {
      endCell();
    } else if (c == '\n') {
      endRow();
    } else if (c != '\r') {
      cell.append(c);
    }
  }

  private void endCell() {
    row.add(cell.toString());
    cell.setLength(0);
  }

  private void endRow() {
    endCell();
    rows.add(row);
    row = new ArrayList<>();
  }
}
