package dev.rcrewai.tool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path as a caller or a model writes it, judged by its text alone: relative, with {@code /}
 * between its segments, nothing hidden, no way up. Escapes such as {@code %2e} mean themselves.
 */
sealed interface JailPath {
  int CHARS_MAX = 1_024;

  /** The path in its shortest form. */
  record Valid(Path relative) implements JailPath {}

  /** Why the path cannot be one; completes "the path …". */
  record Invalid(String why) implements JailPath {}

  static JailPath parse(String text) {
    if (text.length() > CHARS_MAX) {
      return new Invalid("is longer than " + CHARS_MAX + " characters");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      return new Invalid("holds control characters");
    }
    if (text.startsWith("/") || text.startsWith("~")) {
      return new Invalid(
          "must be relative to your files: leave out the beginning up to your files");
    }
    if (text.indexOf('\\') >= 0) {
      return new Invalid("must have / between its directories");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return ofSegments(segments);
  }

  private static JailPath ofSegments(List<String> segments) {
    if (segments.isEmpty()) {
      return new Invalid("names no file");
    }
    if (segments.contains("..")) {
      return new Invalid("must not go up with ..");
    }
    if (segments.stream().anyMatch(segment -> segment.startsWith("."))) {
      return new Invalid("names something hidden: a name that begins with a dot");
    }
    try {
      return new Valid(Path.of(String.join("/", segments)));
    } catch (InvalidPathException e) {
      return new Invalid("holds characters that no file name here can have");
    }
  }
}
