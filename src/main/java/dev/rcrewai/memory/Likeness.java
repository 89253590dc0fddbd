package dev.rcrewai.memory;

import org.jspecify.annotations.Nullable;

/**
 * How much memories are like a text: by the angle between vectors of the same embedder where both
 * have one, else by their words.
 */
final class Likeness {
  /** Vectors at a wider angle have nothing to do with each other; some likeness all have. */
  private static final double COSINE_MIN = 0.2;

  private final Words words;
  private final @Nullable MemoryVector vector;

  private Likeness(Words words, @Nullable MemoryVector vector) {
    this.words = words;
    this.vector = vector;
  }

  /** Likeness to that text. */
  static Likeness to(String text, @Nullable MemoryVector vector) {
    return new Likeness(Words.of(text), vector);
  }

  /** From 0, which is none, to 1. */
  double of(Memory memory) {
    var other = memory.vector();
    if (vector == null || other == null || !isComparable(vector, other)) {
      return words.similarity(Words.of(memory.text()));
    }
    double cosine = cosine(vector.embedding().values(), other.embedding().values());
    return cosine < COSINE_MIN ? 0 : Math.min(1, cosine);
  }

  private static boolean isComparable(MemoryVector one, MemoryVector other) {
    return one.embedder().equals(other.embedder())
        && one.embedding().dimensions() == other.embedding().dimensions();
  }

  private static double cosine(float[] one, float[] other) {
    double dot = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      dot += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    return ones == 0 || others == 0 ? 0 : dot / Math.sqrt(ones * others);
  }
}
