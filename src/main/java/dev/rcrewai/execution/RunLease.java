package dev.rcrewai.execution;

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
}
