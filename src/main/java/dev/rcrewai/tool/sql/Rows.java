package dev.rcrewai.tool.sql;

import java.util.List;

/**
 * What a query found.
 *
 * @param json each row as a JSON object
 * @param more whether there are more
 */
record Rows(List<String> json, boolean more) {
  /** Of rows of which one more than wanted was asked for. */
  static Rows of(List<String> found, int wanted) {
    return new Rows(
        List.copyOf(found.subList(0, Math.min(found.size(), wanted))), found.size() > wanted);
  }

  /** What a model is shown. */
  String text() {
    if (json.isEmpty()) {
      return "The query found no rows.";
    }
    return "Rows: "
        + json.size()
        + (more ? " (there are more; narrow the query, or count and sum in it)" : "")
        + "\n"
        + String.join("\n", json);
  }
}
