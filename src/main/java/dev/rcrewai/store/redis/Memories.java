package dev.rcrewai.store.redis;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryCount;
import dev.rcrewai.memory.MemoryPage;
import dev.rcrewai.memory.MemoryPlace;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What crews remember for their callers; vectors are in base 64. */
record Memories(RedisExecutionStore store) implements MemoryStore {
  /** Deleted in one script: Redis does nothing else meanwhile. */
  private static final int STEP = 100;

  @Override
  public Future<Void> keep(Lesson lesson) {
    var memories = lesson.memories();
    if (memories.isEmpty()) {
      return Future.succeededFuture();
    }
    var first = memories.getFirst();
    var call =
        new Call(Script.MEMORIES_KEEP)
            .text(lesson.scope().caller())
            .text(lesson.scope().crew())
            .id(first.execution())
            .time(first.at())
            .number(memories.size());
    for (var memory : memories) {
      var vector = memory.vector();
      call.text(memory.id())
          .text(memory.kind().word())
          .text(memory.text())
          .text(vector == null ? null : vector.embedder())
          .text(vector == null ? null : Base64.getEncoder().encodeToString(vector.bytes()));
    }
    call.number(lesson.replaced().size());
    lesson.replaced().forEach(call::text);
    lesson.most().forEach((kind, most) -> call.text(kind.word()).number(most));
    return run(call).mapEmpty();
  }

  @Override
  public Future<List<Memory>> newest(MemoryScope scope, MemoryKind kind, int max) {
    return list(scope.caller(), scope.crew(), kind, null, max);
  }

  @Override
  public Future<List<MemoryCount>> counts(String caller) {
    return run(new Call(Script.MEMORIES_COUNT).text(caller))
        .map(answer -> MemoryCount.sorted(Scripts.parts(answer).map(Memories::count).toList()));
  }

  private static MemoryCount count(Response row) {
    return new MemoryCount(
        row.get(0).toString(), MemoryKind.of(row.get(1).toString()), row.get(2).toInteger());
  }

  @Override
  public Future<MemoryPage> list(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max) {
    return list(caller, crew, null, after, max + 1).map(found -> MemoryPage.of(found, max));
  }

  private Future<List<Memory>> list(
      String caller,
      @Nullable String crew,
      @Nullable MemoryKind kind,
      @Nullable MemoryPlace after,
      int max) {
    return run(new Call(Script.MEMORIES_LIST)
            .text(caller)
            .text(crew)
            .text(kind == null ? null : kind.word())
            .text(after == null ? null : Call.hex(after.at()) + after.id())
            .number(max))
        .map(answer -> Scripts.parts(answer).map(Memories::memory).toList());
  }

  @Override
  public Future<Integer> erase(String caller, @Nullable String crew, int max) {
    return forget(new Call(Script.MEMORIES_ERASE).text(caller).text(crew), max, 0);
  }

  @Override
  public Future<Integer> purge(Instant before, int max) {
    return forget(new Call(Script.MEMORIES_PURGE).time(before), max, 0);
  }

  /** Step by step, until there are no more or so many are forgotten. */
  private Future<Integer> forget(Call which, int max, int forgotten) {
    int some = Math.min(STEP, max - forgotten);
    if (some < 1) {
      return Future.succeededFuture(forgotten);
    }
    return run(which.with(some))
        .compose(answer -> {
          int more = answer.toInteger();
          return more < some
              ? Future.succeededFuture(forgotten + more)
              : forget(which, max, forgotten + more);
        });
  }

  private static Memory memory(Response row) {
    var embedder = row.get(7).toString();
    return new Memory(
        row.get(0).toString(),
        new MemoryScope(row.get(1).toString(), row.get(2).toString()),
        MemoryKind.of(row.get(3).toString()),
        new ExecutionId(row.get(4).toString()),
        row.get(5).toString(),
        Call.instant(row.get(6).toString()),
        embedder.isEmpty()
            ? null
            : MemoryVector.of(embedder, Base64.getDecoder().decode(row.get(8).toString())));
  }

  private Future<Response> run(Call call) {
    return store.with(open -> open.scripts().run(call));
  }
}
