package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store in which nothing changes: what is to be kept is noted. */
public record NotingStore(
    MemoryStore store, Function<Alike, Future<List<Memory>>> search, List<Lesson> lessons)
    implements MemoryStore {
  /** One that compares what the store compares. */
  public static NotingStore of(MemoryStore store) {
    return new NotingStore(store, store::candidates, new ArrayList<>());
  }

  /** One that compares nothing. */
  public static NotingStore comparingNothing(MemoryStore store) {
    return new NotingStore(
        store, wanted -> store.newest(wanted.scope(), wanted.kind(), SCOPE_MAX), new ArrayList<>());
  }

  @Override
  public Future<Void> keep(Lesson lesson) {
    lessons.add(lesson);
    return Future.succeededFuture();
  }

  @Override
  public Future<List<Memory>> candidates(Alike wanted) {
    return search.apply(wanted);
  }

  @Override
  public Future<List<Memory>> newest(MemoryScope scope, MemoryKind kind, int max) {
    return store.newest(scope, kind, max);
  }

  @Override
  public Future<List<MemoryCount>> counts(String caller) {
    return store.counts(caller);
  }

  @Override
  public Future<MemoryPage> list(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max) {
    return store.list(caller, crew, after, max);
  }

  @Override
  public Future<Integer> erase(String caller, @Nullable String crew, int max) {
    return store.erase(caller, crew, max);
  }

  @Override
  public Future<Integer> purge(Instant before, int max) {
    return store.purge(before, max);
  }
}
