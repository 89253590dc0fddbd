package dev.rcrewai.tool;

import java.util.Locale;

/** Keeps what goes back to a model within bounds, and says so where something is left out. */
public final class ResultText {
  /** Room for the note that says what is missing. */
  private static final int NOTE_CHARS = 100;

  private ResultText() {}

  /** The text, or as much of its beginning as fits beside a note; never more than the bound. */
  public static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    String kept = head(text, charsMax - NOTE_CHARS);
    String note =
        String.format(
            Locale.ROOT,
            "\n[cut: the first %,d of %,d characters are shown]",
            kept.length(),
            text.length());
    return head(kept + note, charsMax);
  }

  /** The first characters, without half of a surrogate pair at the end. */
  public static String head(CharSequence text, int charsMax) {
    int end = Math.clamp(charsMax, 0, text.length());
    if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.subSequence(0, end).toString();
  }

  /**
   * Foreign text inside a sentence of ours: short, and without line breaks or control characters.
   */
  public static String oneLine(String text, int charsMax) {
    String line = head(text, charsMax).replaceAll("\\p{Cntrl}+", " ").strip();
    return text.length() > charsMax ? line + "…" : line;
  }
}
