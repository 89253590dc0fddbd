package dev.rcrewai.knowledge;

import dev.rcrewai.step.EmbedderChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Vectors of a text's first letters; counts the texts, and fails or waits where it is told to. */
final class CountedVectors implements Embeddings {
  private static final int LENGTH = 26;
  private static final long WAIT_SECONDS = 30;

  final List<String> texts = new ArrayList<>();

  /** So many texts are made vectors of, and then none. */
  volatile int textsMax = Integer.MAX_VALUE;

  /** Where there is one, it is waited for. */
  volatile @Nullable CountDownLatch gate;

  @Override
  public synchronized List<float[]> of(EmbedderChoice embedder, String crew, List<String> asked)
      throws RefusedException, InterruptedException {
    var closed = gate;
    if (closed != null && !closed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody opened the gate");
    }
    if (texts.size() + asked.size() > textsMax) {
      throw new RefusedException("budget crew is used up");
    }
    texts.addAll(asked);
    return asked.stream().map(CountedVectors::vector).toList();
  }

  static float[] vector(String text) {
    var vector = new float[LENGTH];
    vector[LENGTH - 1] = 0.01f;
    for (var c : text.toLowerCase(java.util.Locale.ROOT).toCharArray()) {
      if (c >= 'a' && c <= 'z') {
        vector[c - 'a']++;
      }
    }
    return vector;
  }
}
