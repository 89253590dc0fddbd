package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import java.util.List;

/**
 * A store's word that a journal is durable up to a seq; now it may be shown.
 *
 * @param events what was appended; empty where another node did it, and they are to be read
 */
public record Appended(ExecutionId execution, long lastSeq, List<Event> events) {
  public Appended {
    events = List.copyOf(events);
  }

  /** Events that this node appended. */
  public Appended(ExecutionId execution, List<Event> events) {
    this(execution, events.getLast().seq(), events);
  }

  /** News of another node. */
  public static Appended elsewhere(ExecutionId execution, long lastSeq) {
    return new Appended(execution, lastSeq, List.of());
  }
}
