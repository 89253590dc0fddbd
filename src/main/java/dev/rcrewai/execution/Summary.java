package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution in one line, as lists show it; what its journal folds to, without the answers.
 *
 * @param outcome null until it has ended
 * @param endedAt null until it has ended
 * @param lastSeq of its journal
 */
public record Summary(
    ExecutionId id,
    String crewName,
    String caller,
    Status status,
    @Nullable Outcome outcome,
    @Nullable String requestId,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Usage usage,
    @Nullable BigDecimal costUsd,
    long lastSeq) {

  /** Refuses a summary that these events of that execution cannot have led to. */
  void requireFoldOf(ExecutionId execution, List<Event> events) {
    if (!id.equals(execution) || lastSeq != events.getLast().seq()) {
      throw new IllegalArgumentException(
          "summary is of %s up to seq %d; its events are of %s up to seq %d"
              .formatted(id, lastSeq, execution, events.getLast().seq()));
    }
  }
}
