package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.ExecutionId;
import org.jspecify.annotations.Nullable;

/** Memories of one scope and kind that are wanted because they are like a text. */
public sealed interface Alike {
  MemoryScope scope();

  MemoryKind kind();

  /** What the text means, or null where words alone compare. */
  @Nullable MemoryVector vector();

  /**
   * Those that are most like it.
   *
   * @param reader the execution that asks; what it taught itself is not wanted
   * @param texts how many different ones; of equal texts the most like, then the newest
   */
  record Nearest(
      MemoryScope scope,
      MemoryKind kind,
      @Nullable MemoryVector vector,
      ExecutionId reader,
      int texts)
      implements Alike {}

  /**
   * All that say nearly the same.
   *
   * @param cosine of the angle between the vectors, at least
   */
  record Same(MemoryScope scope, MemoryKind kind, @Nullable MemoryVector vector, double cosine)
      implements Alike {}
}
