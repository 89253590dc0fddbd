package dev.rcrewai.knowledge;

import dev.rcrewai.step.EmbedderChoice;
import java.util.List;

/** Makes vectors of the chunks of documents. */
interface Embeddings {
  /** So many texts are asked for at once; what comes of them is kept together. */
  int TEXTS_MAX = 256;

  /**
   * A vector for each text, in order. Blocks.
   *
   * @param crew whose budget pays
   * @throws RefusedException says why there are none
   */
  List<float[]> of(EmbedderChoice embedder, String crew, List<String> texts)
      throws RefusedException, InterruptedException;

  /** There are none; the message says why. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
