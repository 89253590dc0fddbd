package dev.rcrewai.llm;

import java.util.function.Consumer;

/** Passes a streamed text on up to its first block; who watches sees words, and not calls. */
final class WordsOnly implements Consumer<String> {
  private final Consumer<String> onText;
  private final StringBuilder seen = new StringBuilder();
  private int shown;
  private boolean inBlocks;

  WordsOnly(Consumer<String> onText) {
    this.onText = onText;
  }

  @Override
  public void accept(String piece) {
    if (inBlocks) {
      return;
    }
    seen.append(piece);
    int block = seen.indexOf(TextCalls.BEGIN, shown);
    inBlocks = block >= 0;
    int end = inBlocks ? block : seen.length() - begun();
    if (end > shown) {
      onText.accept(seen.substring(shown, end));
      shown = end;
    }
  }

  /** How many of the last characters may be the beginning of a block. */
  private int begun() {
    int most = Math.min(TextCalls.BEGIN.length() - 1, seen.length() - shown);
    for (int length = most; length > 0; length--) {
      if (TextCalls.BEGIN.startsWith(seen.substring(seen.length() - length))) {
        return length;
      }
    }
    return 0;
  }
}
