package dev.rcrewai.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a text means, as a vector; texts that mean nearly the same have nearly the same. */
public final class Embedding {
  private final float[] values;

  public Embedding(float[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a vector has no values");
    }
    this.values = values.clone();
  }

  public int dimensions() {
    return values.length;
  }

  /** Its values; a copy. */
  public float[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Embedding that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Embedding[" + values.length + "]";
  }
}
