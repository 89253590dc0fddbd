package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import java.util.List;

/** A store's word that these events are durable; now they may be shown. */
public record Appended(ExecutionId execution, List<Event> events) {
  public Appended {
    events = List.copyOf(events);
  }
}
