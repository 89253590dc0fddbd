package dev.rcrewai.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a caller's memories, the newest first.
 *
 * @param next where the next page begins, or null where this is the last
 */
public record MemoryPage(List<Memory> memories, @Nullable MemoryPlace next) {
  public MemoryPage {
    memories = List.copyOf(memories);
  }

  /** A page of those that were found, of which one more than the page holds was asked for. */
  public static MemoryPage of(List<Memory> found, int max) {
    if (found.size() <= max) {
      return new MemoryPage(found, null);
    }
    var last = found.get(max - 1);
    return new MemoryPage(found.subList(0, max), new MemoryPlace(last.at(), last.id()));
  }
}
