package dev.rcrewai.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything wrong with one script file, each line {@code file:line:column: message}. */
final class Problems {
  static final int MAX = 100;

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Yaml.Place at, String message) {
    if (found.size() < MAX) {
      found.add(new Problem(at, message));
    }
  }

  /** In the order of the file, each line once. */
  List<String> found() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .map(p -> "%s:%d:%d: %s".formatted(file, p.line(), p.column(), p.message()))
        .distinct()
        .toList();
  }

  private record Problem(Yaml.Place at, String message) {
    int line() {
      return at.line();
    }

    int column() {
      return at.column();
    }
  }
}
