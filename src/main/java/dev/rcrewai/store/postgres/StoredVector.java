package dev.rcrewai.store.postgres;

import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.step.Embedding;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A memory's vector as columns: its bytes in {@code vector}, or the same numbers in {@code floats},
 * an array with which the database can reckon. Where a row has both, a server that knew only bytes
 * wrote last.
 *
 * @param floats the array as text
 */
record StoredVector(@Nullable String embedder, @Nullable Buffer bytes, @Nullable String floats) {
  /** As {@link #read} wants them. */
  static final String COLUMNS = "embedder, vector, array_send(floats) AS floats";

  static final String NO_COLUMNS =
      "NULL::text AS embedder, NULL::bytea AS vector, NULL::bytea AS floats";

  private static final StoredVector NONE = new StoredVector(null, null, null);

  /** PostgreSQL's binary form of an array: 20 bytes, then each number behind its length. */
  private static final int HEADER = 20;

  private static final int STRIDE = 2 * Integer.BYTES;

  static StoredVector of(@Nullable MemoryVector vector, boolean isSearched) {
    if (vector == null) {
      return NONE;
    }
    return isSearched && isSearchable(vector)
        ? new StoredVector(vector.embedder(), null, array(vector))
        : new StoredVector(vector.embedder(), Buffer.buffer(vector.bytes()), null);
  }

  /** Whether pgvector takes it. */
  static boolean isSearchable(MemoryVector vector) {
    if (vector.embedding().dimensions() > Pgvector.DIMENSIONS_MAX) {
      return false;
    }
    for (float value : vector.embedding().values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static String array(MemoryVector vector) {
    var numbers = new StringJoiner(",", "{", "}");
    for (float value : vector.embedding().values()) {
      numbers.add(Float.toString(value));
    }
    return numbers.toString();
  }

  static @Nullable MemoryVector read(Row row) {
    var embedder = row.getString("embedder");
    if (embedder == null) {
      return null;
    }
    var bytes = row.getBuffer("vector");
    return bytes == null
        ? new MemoryVector(embedder, floats(row.getBuffer("floats")))
        : MemoryVector.of(embedder, bytes.getBytes());
  }

  private static Embedding floats(Buffer array) {
    var values = new float[(array.length() - HEADER) / STRIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.getFloat(HEADER + i * STRIDE + Integer.BYTES);
    }
    return new Embedding(values);
  }
}
