package dev.rcrewai.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.knowledge.ChunkIndex.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkIndexTest {
  @TempDir Path dir;
  private ChunkIndex index;

  @BeforeEach
  void open() throws IOException {
    index = ChunkIndex.open(dir.resolve("index"));
  }

  @AfterEach
  void close() throws IOException {
    index.close();
  }

  private static List<Chunk> chunks(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> new Chunk(i, "line " + (i + 1), texts[i]))
        .toList();
  }

  @Test
  void matching_findsWordsAndTheirForms_inTheDocumentsAskedFor() throws IOException {
    index.add("a", chunks("We refund what was damaged", "Opening hours"), null);
    index.add("b", chunks("Refunds of others"), null);
    index.complete("a");
    index.complete("b");

    assertThat(index.matching(Set.of("a"), "refunds for damage", 3))
        .extracting(Hit::key, Hit::number, Hit::place, Hit::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 0, "line 1", "We refund what was damaged"));
    assertThat(index.matching(Set.of("a"), "?!", 3)).isEmpty();
    assertThat(index.matching(Set.of("none"), "refund", 3)).isEmpty();
  }

  @Test
  void nearest_findsVectorsOfAnyUsualLength_byTheirCosine() throws IOException {
    for (int length : new int[] {2, 768, 1536, 3072}) {
      var near = new float[length];
      near[0] = 2;
      var far = new float[length];
      far[1] = 1;
      index.add("v" + length, chunks("near", "far"), List.of(near, far));
      index.complete("v" + length);

      var hits = index.nearest(Set.of("v" + length), near, 2);
      assertThat(hits).extracting(Hit::text).containsExactly("near", "far");
      assertThat(hits.getFirst().score()).isBetween(0.999, 1.001);
      assertThat(hits.getLast().score()).isBetween(-0.001, 0.001);
    }
  }

  @Test
  void document_isCompleteOnceItsEndIsThere_andItsChunksAreCounted() throws IOException {
    index.add("a", chunks("one", "two"), null);
    assertThat(index.count("a")).isEqualTo(2);
    assertThat(index.isComplete("a")).isFalse();
    index.complete("a");
    assertThat(index.isComplete("a")).isTrue();
    assertThat(index.keys()).containsExactly("a");
    index.drop(List.of("a"));
    assertThat(index.count("a")).isZero();
    assertThat(index.isComplete("a")).isFalse();
    assertThat(index.keys()).isEmpty();
  }

  @Test
  void open_again_hasWhatWasCommitted() throws IOException {
    index.add("a", chunks("one", "two"), null);
    index.commit();
    index.close();
    index = ChunkIndex.open(dir.resolve("index"));
    assertThat(index.count("a")).isEqualTo(2);
    assertThat(index.isComplete("a")).isFalse();
  }

  @Test
  void open_byTwoProcesses_areTwoIndexes() throws IOException {
    index.add("a", chunks("one"), null);
    index.complete("a");
    try (var other = ChunkIndex.open(dir.resolve("index"))) {
      assertThat(other.count("a")).isZero();
      assertThat(dir.resolve("index-2")).isDirectory();
    }
  }

  @Test
  void open_ofFilesThatAreBroken_beginsAnew() throws IOException {
    index.add("a", chunks("one"), null);
    index.complete("a");
    index.close();
    try (var files = Files.list(dir.resolve("index"))) {
      for (var file :
          files.filter(f -> f.getFileName().toString().startsWith("segments")).toList()) {
        Files.writeString(file, "broken");
      }
    }
    index = ChunkIndex.open(dir.resolve("index"));
    assertThat(index.count("a")).isZero();
    index.add("a", chunks("one"), null);
    index.complete("a");
    assertThat(index.isComplete("a")).isTrue();
  }
}
