package dev.rcrewai.store.redis;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Appends to journals and reads them. */
record Journals(Scripts scripts, Listeners listeners, InstantSource clock) {
  /** A read ends with the batch that exceeds this: it is parsed on an event loop. */
  static final int READ_BYTES_MAX = 1 << 20;

  private static final int SEQS_MAX = 1_000;

  Future<AppendResult> append(Batch batch) {
    var lease = batch.lease();
    var summary = batch.summary();
    var call =
        new Call(Script.APPEND)
            .id(lease.execution())
            .node(lease.node())
            .number(lease.epoch())
            .number(batch.expectedLastSeq())
            .number(summary.lastSeq())
            .text(Json.events(batch.events()))
            .text(Json.write(summary))
            .text(summary.status().word())
            .flag(batch.isProgress())
            .time(summary.endedAt())
            .number(clock.millis())
            .time(batch.due())
            .event(batch.lastWanted());
    return scripts.run(call).map(answer -> announce(answer.toString(), batch));
  }

  private AppendResult announce(String answer, Batch batch) {
    if (answer.equals("fenced")) {
      return AppendResult.FENCED;
    }
    var id = batch.lease().execution();
    listeners.appended(new Appended(id, batch.events()));
    if (answer.equals("woken")) {
      listeners.signalled(id);
    }
    if (batch.lastWanted() != null) {
      listeners.due();
    }
    return AppendResult.STORED;
  }

  Future<List<Event>> read(ExecutionId id, long afterSeq, int limit) {
    if (limit < 1) {
      return Future.failedFuture(
          new IllegalArgumentException("limit is " + limit + "; expected at least 1"));
    }
    return scripts
        .run(new Call(Script.READ).id(id).number(afterSeq).number(limit).number(READ_BYTES_MAX))
        .map(batches ->
            Scripts.texts(batches)
                .flatMap(batch -> Json.events(batch).stream())
                .filter(event -> event.seq() > afterSeq)
                .limit(limit)
                .toList());
  }

  /** In parts, because Redis does nothing else meanwhile. */
  Future<Map<ExecutionId, Long>> lastSeqs(Collection<ExecutionId> ids) {
    return lastSeqs(List.copyOf(ids), new HashMap<>());
  }

  private Future<Map<ExecutionId, Long>> lastSeqs(
      List<ExecutionId> ids, Map<ExecutionId, Long> found) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.copyOf(found));
    }
    var part = ids.subList(0, Math.min(SEQS_MAX, ids.size()));
    var call = new Call(Script.LAST_SEQS);
    part.forEach(call::id);
    return scripts
        .run(call)
        .compose(answer -> {
          var seqs = new ArrayList<>(Scripts.texts(answer).toList());
          for (int i = 0; i < part.size(); i++) {
            if (!seqs.get(i).isEmpty()) {
              found.put(part.get(i), Long.valueOf(seqs.get(i)));
            }
          }
          return lastSeqs(ids.subList(part.size(), ids.size()), found);
        });
  }
}
