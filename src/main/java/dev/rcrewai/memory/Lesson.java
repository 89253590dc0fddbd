package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import java.util.List;
import java.util.Map;

/**
 * What one task adds to a scope, in one write.
 *
 * @param memories to keep, all of one execution and moment; one whose id is there replaces it
 *     unless that is newer
 * @param replaced ids of older ones of the same scope that these make superfluous
 * @param most how many of each kind the scope keeps; the oldest beyond are forgotten
 */
public record Lesson(
    MemoryScope scope,
    List<Memory> memories,
    List<String> replaced,
    Map<MemoryKind, Integer> most) {
  public Lesson {
    memories = List.copyOf(memories);
    replaced = List.copyOf(replaced);
    most = Map.copyOf(most);
    for (var memory : memories) {
      if (!memory.scope().equals(scope) || !most.containsKey(memory.kind())) {
        throw new IllegalArgumentException("a memory is of another scope, or of unbounded kind");
      }
      var first = memories.getFirst();
      if (!memory.execution().equals(first.execution()) || !memory.at().equals(first.at())) {
        throw new IllegalArgumentException("the memories of a lesson are of several moments");
      }
    }
  }
}
