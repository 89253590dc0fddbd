package dev.rcrewai.knowledge;

import dev.rcrewai.knowledge.Extract.Piece;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts documents into chunks of bounded length: whole paragraphs, rows or lines where they fit, and
 * the last lines once more at the beginning of the next chunk. Pure: the same document is always
 * cut in the same way, so that half of the work can be told from the number of its chunks.
 *
 * @param size the longest chunk, in characters
 * @param overlap how much of a chunk's end begins the next one, at most
 */
record Chunker(int size, int overlap) {
  /** A chunk is not cut before this part of it, whatever better place there was. */
  private static final double CUT_FROM = 0.7;

  /** The first chunks of a document, so many at most. */
  List<Chunk> cut(Extract extract, int most) {
    var chunks = new ArrayList<Chunk>();
    var open = new Open(extract.unit());
    var pieces = extract.pieces();
    for (int i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      if (piece.begins()) {
        open.makeRoom(paragraph(pieces, i), chunks);
      }
      for (var text : parts(piece.text().strip())) {
        if (!open.takes(text)) {
          open.closeInto(chunks);
        }
        if (chunks.size() >= most) {
          return chunks;
        }
        open.add(new Piece(piece.number(), text, false));
      }
    }
    open.closeInto(chunks);
    return chunks.subList(0, Math.min(most, chunks.size()));
  }

  /** The characters of what begins there; more than a chunk has where it is longer than one. */
  private int paragraph(List<Piece> pieces, int from) {
    int length = pieces.get(from).text().strip().length();
    for (int i = from + 1; i < pieces.size() && !pieces.get(i).begins() && length <= size; i++) {
      length += 1 + pieces.get(i).text().strip().length();
    }
    return length;
  }

  /** A text that is too long for a chunk, in parts that overlap. */
  private List<String> parts(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var parts = new ArrayList<String>();
    int from = 0;
    while (text.length() - from > size) {
      int end = end(text, from);
      parts.add(text.substring(from, end).strip());
      from = Math.max(from + 1, wordAfter(text, end - overlap, end));
    }
    parts.add(text.substring(from).strip());
    return parts.stream().filter(part -> !part.isEmpty()).toList();
  }

  /** Where a part that begins there ends: after a sentence or a word where there is one. */
  private int end(String text, int from) {
    int last = from + size;
    int first = from + (int) (size * CUT_FROM);
    for (int i = last; i > first; i--) {
      if (".!?\n".indexOf(text.charAt(i - 1)) >= 0 && Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    for (int i = last; i > first; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return Character.isHighSurrogate(text.charAt(last - 1)) && size > 1 ? last - 1 : last;
  }

  /** The beginning of the first word from there on. */
  private static int wordAfter(String text, int from, int end) {
    for (int i = Math.max(from, 1); i < end; i++) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return end;
  }

  /** The chunk that grows. */
  private final class Open {
    private final Extract.Unit unit;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private int length;
    private boolean hasNews;

    Open(Extract.Unit unit) {
      this.unit = unit;
    }

    boolean takes(String text) {
      return takes(text.length());
    }

    private boolean takes(int characters) {
      return pieces.isEmpty() || length + 1 + characters <= size;
    }

    /** What fits into one chunk is not torn for what stands before it. */
    void makeRoom(int characters, List<Chunk> chunks) {
      if (characters <= size && !takes(characters)) {
        closeInto(chunks);
        while (!takes(characters)) {
          drop();
        }
      }
    }

    void add(Piece piece) {
      while (!takes(piece.text())) {
        drop(); // what was to overlap leaves no room
      }
      length += piece.text().length() + (pieces.isEmpty() ? 0 : 1);
      pieces.addLast(piece);
      hasNews = true;
    }

    void closeInto(List<Chunk> chunks) {
      if (!hasNews) {
        return;
      }
      var text = String.join("\n", pieces.stream().map(Piece::text).toList());
      var place = unit.place(pieces.getFirst().number(), pieces.getLast().number());
      chunks.add(new Chunk(chunks.size(), place, text));
      hasNews = false;
      while (!pieces.isEmpty() && length > overlap) {
        drop();
      }
    }

    private void drop() {
      length -= pieces.removeFirst().text().length() + (pieces.isEmpty() ? 0 : 1);
    }
  }
}
