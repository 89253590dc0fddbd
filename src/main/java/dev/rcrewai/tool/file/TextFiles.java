package dev.rcrewai.tool.file;

import java.util.List;
import java.util.Locale;

/** The files that are read and written as text, by the end of their names. */
final class TextFiles {
  private static final List<String> EXTENSIONS =
      List.of(".txt", ".md", ".json", ".yaml", ".yml", ".csv", ".log");

  /** The same for people and models. */
  static final String TYPES = String.join(" ", EXTENSIONS);

  private TextFiles() {}

  static boolean include(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(lower::endsWith);
  }
}
