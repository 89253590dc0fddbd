package dev.rcrewai.step;

import dev.rcrewai.step.ChatResult.Bill;
import java.util.List;

/** Every way an embedding call can end. */
public sealed interface EmbeddingResult {
  /** What it cost. */
  Bill bill();

  /** A vector for each text, in the order of the texts. */
  record Embedded(List<Embedding> vectors, Bill bill) implements EmbeddingResult {
    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * No vectors.
   *
   * @param detail what a crew's author or operator can act on; never a key, never a text
   */
  record Failed(ChatFailure failure, String detail, Bill bill) implements EmbeddingResult {}
}
