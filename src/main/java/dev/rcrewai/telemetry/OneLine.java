package dev.rcrewai.telemetry;

/** Text that stays on its line and cannot drive a terminal. */
final class OneLine {
  private OneLine() {}

  /** The text with control, format and line-separating characters written as escapes. */
  static String of(String text) {
    if (text.codePoints().noneMatch(OneLine::isUnsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** The same, in quotes where the end of the value would not be seen otherwise. */
  static String quoted(String value) {
    boolean plain =
        !value.isEmpty() && value.codePoints().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
    return of(plain ? value : '"' + value.replace("\"", "\\\"") + '"');
  }

  private static void append(StringBuilder safe, int c) {
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (isUnsafe(c)) {
          safe.append(String.format("\\u%04x", c));
        } else {
          safe.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
