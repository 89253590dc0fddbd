package dev.rcrewai.knowledge;

import java.util.List;

/**
 * The text of a document, piece by piece in its own order.
 *
 * @param unit what the pieces are
 */
record Extract(Unit unit, List<Piece> pieces) {
  Extract {
    pieces = List.copyOf(pieces);
  }

  /** What a document is counted in, where people look something up. */
  enum Unit {
    LINE("line"),
    ROW("row"),
    PAGE("page"),
    /** Nothing that people count. */
    NONE("");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    /** The place from one piece to another; empty where there is none to name. */
    String place(int first, int last) {
      if (this == NONE) {
        return "";
      }
      return first == last ? word + " " + first : word + "s " + first + "–" + last;
    }
  }

  /**
   * A line, a row or a part of a page.
   *
   * @param number of its line, row or page, from 1
   * @param begins whether something new begins with it, such as a paragraph
   */
  record Piece(int number, String text, boolean begins) {}
}
