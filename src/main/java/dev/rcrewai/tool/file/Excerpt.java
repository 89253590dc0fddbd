package dev.rcrewai.tool.file;

import dev.rcrewai.tool.ResultText;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;

/**
 * The beginning of a text.
 *
 * @param shown what fits
 * @param charsAll the length of what was asked for
 */
record Excerpt(String shown, long charsAll) {
  private static final int BUFFER_CHARS = 8_192;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Reads the first lines to their end, since their length is told, but keeps only so much. */
  static Excerpt of(Reader reader, int linesMax, int charsMax) throws IOException {
    var kept = new StringBuilder();
    long chars = 0;
    int lines = 0;
    char[] buffer = new char[BUFFER_CHARS];
    int read;
    while (lines < linesMax && (read = reader.read(buffer)) >= 0) {
      for (int i = 0; i < read && lines < linesMax; i++) {
        char c = buffer[i];
        if (chars == 0 && c == BYTE_ORDER_MARK) {
          continue;
        }
        chars++;
        if (kept.length() <= charsMax) {
          kept.append(c);
        }
        if (c == '\n') {
          lines++;
        }
      }
    }
    return new Excerpt(ResultText.head(kept, charsMax), chars);
  }

  /** What the model is shown. */
  String text() {
    if (charsAll == 0) {
      return "(the file is empty)";
    }
    if (shown.length() == charsAll) {
      return shown;
    }
    return String.format(
        Locale.ROOT,
        "%s\n[cut: the first %,d of %,d characters are shown; %,d are missing]",
        shown,
        shown.length(),
        charsAll,
        charsAll - shown.length());
  }
}
