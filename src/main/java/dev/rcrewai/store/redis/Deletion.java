package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import java.time.Instant;

/** Deletes what has ended, a hundred in one script: Redis does nothing else meanwhile. */
record Deletion(Scripts scripts) {
  private static final int STEP = 100;

  Future<Integer> purge(Instant endedBefore, int max) {
    return delete(Call.hex(endedBefore), "", max, 0);
  }

  Future<Integer> erase(String caller, int max) {
    return delete("", caller, max, 0);
  }

  private Future<Integer> delete(String before, String caller, int max, int deleted) {
    int some = Math.min(STEP, max - deleted);
    if (some < 1) {
      return Future.succeededFuture(deleted);
    }
    return scripts
        .run(new Call(Script.DELETE).text(before).text(caller).number(some))
        .compose(answer -> {
          int more = answer.toInteger();
          return more < some
              ? Future.succeededFuture(deleted + more)
              : delete(before, caller, max, deleted + more);
        });
  }
}
