package dev.rcrewai.store.sqlite;

import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import java.sql.SQLException;

/** Keeps what a task taught, within the bounds of its scope. */
record Remember(Lesson lesson) implements Write<Boolean> {
  @Override
  public Boolean apply(Tables tables, Totals totals) throws SQLException {
    var memories = tables.memories();
    for (var memory : lesson.memories()) {
      memories.put(memory);
    }
    for (var id : lesson.replaced()) {
      memories.delete(lesson.scope(), id);
    }
    for (var bound : lesson.most().entrySet()) {
      memories.evict(lesson.scope(), bound.getKey(), bound.getValue());
    }
    return true;
  }

  @Override
  public int bytes() {
    return lesson.memories().stream().mapToInt(Remember::bytes).sum();
  }

  private static int bytes(Memory memory) {
    var vector = memory.vector();
    int dimensions = vector == null ? 0 : vector.embedding().dimensions();
    return ROW_BYTES + memory.text().length() + dimensions * Float.BYTES;
  }
}
