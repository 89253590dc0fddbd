package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import java.util.Comparator;
import java.util.List;

/** How much one crew remembers for a caller, of one kind. */
public record MemoryCount(String crew, MemoryKind kind, int count) {
  /** By crew, then kind. */
  public static List<MemoryCount> sorted(List<MemoryCount> counts) {
    return counts.stream()
        .sorted(Comparator.comparing(MemoryCount::crew).thenComparing(MemoryCount::kind))
        .toList();
  }
}
