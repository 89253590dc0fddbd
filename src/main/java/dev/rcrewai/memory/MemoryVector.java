package dev.rcrewai.memory;

import dev.rcrewai.step.Embedding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A text's meaning, and who says so: only vectors of the same embedder compare.
 *
 * @param embedder PROVIDER/MODEL
 */
public record MemoryVector(String embedder, Embedding embedding) {
  /** The vector as stores keep it: little-endian float32. */
  public byte[] bytes() {
    var values = embedding.values();
    var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** Reads what {@link #bytes} wrote. */
  public static MemoryVector of(String embedder, byte[] bytes) {
    var values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return new MemoryVector(embedder, new Embedding(values));
  }
}
