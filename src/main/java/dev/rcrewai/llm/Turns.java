package dev.rcrewai.llm;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, served in turns: one of each caller, and of a caller's own the one that came first. So
 * the flood of one is not the wait of another. Not thread-safe.
 */
final class Turns<T> {
  private final LinkedHashMap<String, LinkedHashSet<T>> byCaller = new LinkedHashMap<>();
  private int size;

  void add(String caller, T waiting) {
    if (byCaller.computeIfAbsent(caller, _ -> new LinkedHashSet<>()).add(waiting)) {
      size++;
    }
  }

  /** Puts back what was next, as if it had never been. */
  void addFirst(String caller, T waiting) {
    var own = byCaller.getOrDefault(caller, new LinkedHashSet<>());
    own.addFirst(waiting);
    byCaller.putFirst(caller, own);
    size++;
  }

  /** Takes the next; null where nobody waits. */
  @Nullable T next() {
    var turn = byCaller.pollFirstEntry();
    if (turn == null) {
      return null;
    }
    var next = turn.getValue().removeFirst();
    size--;
    if (!turn.getValue().isEmpty()) {
      byCaller.putLast(turn.getKey(), turn.getValue());
    }
    return next;
  }

  void remove(String caller, T waiting) {
    var own = byCaller.get(caller);
    if (own != null && own.remove(waiting)) {
      size--;
      if (own.isEmpty()) {
        byCaller.remove(caller);
      }
    }
  }

  int size() {
    return size;
  }
}
