package dev.rcrewai.crew;

/**
 * JSON with comments, as editors and CrewAI write it. Comments, and tabs outside of texts, become
 * blanks, so that everything else stays where it was; commas behind the last value are YAML's own.
 */
final class Jsonc {
  private final String text;
  private final StringBuilder plain;
  private int at;

  private Jsonc(String text) {
    this.text = text;
    this.plain = new StringBuilder(text);
  }

  /** What a YAML reader understands, with every character at its place. */
  static String plain(String text) {
    return new Jsonc(text).plain();
  }

  private String plain() {
    while (at < text.length()) {
      if (text.charAt(at) == '"') {
        skipText();
      } else if (text.startsWith("//", at)) {
        blank(end("\n", 0));
      } else if (text.startsWith("/*", at)) {
        blank(end("*/", 2));
      } else if (text.charAt(at) == '\t') {
        blank(at + 1);
      } else {
        at++;
      }
    }
    return plain.toString();
  }

  private void skipText() {
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\') {
        at++;
      }
    }
    at++;
  }

  private int end(String mark, int beyond) {
    int found = text.indexOf(mark, at + 2);
    return found < 0 ? text.length() : found + beyond;
  }

  private void blank(int end) {
    for (; at < end; at++) {
      if (text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        plain.setCharAt(at, ' ');
      }
    }
  }
}
