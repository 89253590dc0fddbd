package dev.rcrewai.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Tokens as the sandbox counts them: four characters each, so that every run counts the same. */
final class Tokens {
  private static final int CHARS = 4;
  private static final int PIECE_CHARS_MIN = 12;

  private Tokens() {}

  static int of(String text) {
    return of(text.length());
  }

  static int of(Prompt prompt) {
    return of(prompt.said().stream().mapToInt(s -> s.text().length()).sum());
  }

  static int of(Answer.Said said) {
    int calls =
        said.calls().stream().mapToInt(c -> c.name().length() + c.arguments().length()).sum();
    return of(said.text().length() + calls);
  }

  private static int of(int chars) {
    return (chars + CHARS - 1) / CHARS;
  }

  /** A text as a model would stream it: a few words at a time, nothing lost. */
  static List<String> pieces(String text) {
    var pieces = new ArrayList<String>();
    int from = 0;
    for (int i = PIECE_CHARS_MIN; i < text.length(); i++) {
      if (i - from >= PIECE_CHARS_MIN && text.charAt(i - 1) == ' ') {
        pieces.add(text.substring(from, i));
        from = i;
      }
    }
    if (from < text.length()) {
      pieces.add(text.substring(from));
    }
    return pieces;
  }
}
