package dev.rcrewai.execution;

import io.vertx.core.Future;
import java.util.List;

/**
 * Hands an execution to a CrewVerticle.
 *
 * @param events its journal where that is at hand (it was just accepted), else empty: read it
 */
public record RunLease(Lease lease, List<Event> events) {
  public RunLease {
    events = List.copyOf(events);
  }

  /** The whole journal. */
  public Future<List<Event>> journal(ExecutionStore store) {
    return events.isEmpty()
        ? JournalReader.readAll(store, lease.execution())
        : Future.succeededFuture(events);
  }
}
