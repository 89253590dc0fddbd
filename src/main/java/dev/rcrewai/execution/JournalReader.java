package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole journal, page by page. */
public final class JournalReader {
  /** The most events that a journal holds; the execution that needs more has run away. */
  public static final int EVENTS_MAX = 10_000;

  private static final int PAGE = 1_000;

  private JournalReader() {}

  /** All events, in order; empty where there is no such execution. */
  public static Future<List<Event>> readAll(ExecutionStore store, ExecutionId id) {
    return readOn(store, id, new ArrayList<>());
  }

  private static Future<List<Event>> readOn(
      ExecutionStore store, ExecutionId id, List<Event> soFar) {
    long after = soFar.isEmpty() ? 0 : soFar.getLast().seq();
    return store
        .read(id, after, PAGE)
        .compose(page -> {
          soFar.addAll(page);
          return page.isEmpty()
              ? Future.succeededFuture(List.copyOf(soFar))
              : readOn(store, id, soFar);
        });
  }
}
