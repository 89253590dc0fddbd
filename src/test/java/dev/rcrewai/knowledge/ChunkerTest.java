package dev.rcrewai.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.knowledge.Extract.Piece;
import dev.rcrewai.knowledge.Extract.Unit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static Extract lines(String... texts) {
    return new Extract(
        Unit.LINE,
        IntStream.range(0, texts.length)
            .mapToObj(i -> new Piece(i + 1, texts[i], i == 0))
            .toList());
  }

  private static List<Chunk> cut(int size, int overlap, String... texts) {
    return new Chunker(size, overlap).cut(lines(texts), 1000);
  }

  @Test
  void lines_thatFit_areOneChunkWithItsPlace() {
    assertThat(cut(20, 0, "one", "two", "three"))
        .containsExactly(new Chunk(0, "lines 1–3", "one\ntwo\nthree"));
  }

  @Test
  void lines_thatDoNotFit_beginTheNextChunk_withTheOverlapBefore() {
    assertThat(cut(11, 5, "aaaa", "bbbb", "cccc"))
        .containsExactly(
            new Chunk(0, "lines 1–2", "aaaa\nbbbb"), new Chunk(1, "lines 2–3", "bbbb\ncccc"));
  }

  @Test
  void paragraph_thatFitsIntoAChunk_isNotTorn() {
    var extract = Texts.file("aaaa\nbbbb\n\ncccc\ndddd\n\nee");
    assertThat(new Chunker(14, 0).cut(extract, 9))
        .containsExactly(
            new Chunk(0, "lines 1–2", "aaaa\nbbbb"), new Chunk(1, "lines 4–7", "cccc\ndddd\nee"));
  }

  @Test
  void line_thatIsTooLong_isCutBetweenSentencesOrWords() {
    assertThat(cut(20, 0, "First sentence. Then another one"))
        .extracting(Chunk::text)
        .containsExactly("First sentence.", "Then another one");
    assertThat(cut(10, 4, "alpha beta gamma"))
        .extracting(Chunk::text)
        .containsExactly("alpha beta", "beta gamma");
  }

  @Test
  void text_withoutSpaces_isCutAnywhere_andNothingIsLost() {
    var chunks = cut(10, 0, "x".repeat(95));
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.text().length()).isBetween(1, 10));
    assertThat(chunks.stream().mapToInt(chunk -> chunk.text().length()).sum()).isEqualTo(95);
  }

  @Test
  void chunks_areNeverLongerThanAllowed_andEveryLineIsInOne() {
    var texts =
        IntStream.range(0, 300).mapToObj(i -> "word" + i + " ".repeat(i % 3) + "y".repeat(i % 70));
    var all = texts.toArray(String[]::new);
    for (int size = 60; size < 200; size += 7) {
      var chunks = cut(size, size / 5, all);
      var limit = size;
      assertThat(chunks).allSatisfy(c -> assertThat(c.text().length()).isLessThanOrEqualTo(limit));
      var joined = String.join("\n", chunks.stream().map(Chunk::text).toList()) + "\n";
      for (int i = 0; i < 300; i++) {
        assertThat(joined).containsPattern("word" + i + "[ y\n]");
      }
      assertThat(chunks.getLast().number()).isEqualTo(chunks.size() - 1);
    }
  }

  @Test
  void most_isKept() {
    assertThat(new Chunker(4, 0).cut(lines("aaaa", "bbbb", "cccc"), 2)).hasSize(2);
  }

  @Test
  void blankLines_areNoChunk() {
    assertThat(cut(10, 0, "", "  ")).isEmpty();
  }
}
