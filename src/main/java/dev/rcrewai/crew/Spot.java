package dev.rcrewai.crew;

import org.snakeyaml.engine.v2.exceptions.Mark;

/** A place in a file: line and column, both from 1. */
record Spot(int line, int column) {
  static final Spot START = new Spot(1, 1);

  static Spot of(Mark mark) {
    return new Spot(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The place of the text's character at {@code index}. */
  static Spot of(String text, int index) {
    var before = text.substring(0, index);
    var line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    var start = before.lastIndexOf('\n') + 1;
    return new Spot(line, 1 + before.codePointCount(start, index));
  }
}
