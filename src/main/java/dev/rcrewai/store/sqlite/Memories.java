package dev.rcrewai.store.sqlite;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryCount;
import dev.rcrewai.memory.MemoryPage;
import dev.rcrewai.memory.MemoryPlace;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What crews remember, in the same file as the journals. */
record Memories(SqliteExecutionStore store) implements MemoryStore {
  @Override
  public Future<Void> keep(Lesson lesson) {
    return store.write(() -> new Remember(lesson)).mapEmpty();
  }

  @Override
  public Future<List<Memory>> newest(MemoryScope scope, MemoryKind kind, int max) {
    return store.read(sql -> new MemoryTable(sql).newest(scope, kind, max));
  }

  @Override
  public Future<List<MemoryCount>> counts(String caller) {
    return store.read(sql -> new MemoryTable(sql).counts(caller));
  }

  @Override
  public Future<MemoryPage> list(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max) {
    return store
        .read(sql -> new MemoryTable(sql).list(caller, crew, after, max + 1))
        .map(found -> MemoryPage.of(found, max));
  }

  @Override
  public Future<Integer> erase(String caller, @Nullable String crew, int max) {
    return store.write(() -> new Forget(memories -> memories.erase(caller, crew, max)));
  }

  @Override
  public Future<Integer> purge(Instant before, int max) {
    return store.write(() -> new Forget(memories -> memories.purge(before, max)));
  }
}
