package dev.rcrewai.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Everything wrong with one script file, each line {@code file:line:column: message}. */
final class Problems {
  static final int MAX = 100;

  private final String file;
  private final List<String> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Yaml.Place at, String message) {
    if (found.size() < MAX) {
      found.add(file + ":" + at.line() + ":" + at.column() + ": " + message);
    }
  }

  List<String> found() {
    return List.copyOf(found);
  }
}
