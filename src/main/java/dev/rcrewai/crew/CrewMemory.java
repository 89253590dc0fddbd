package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * That a crew remembers, for each caller by itself, what its executions taught.
 *
 * @param kinds what it remembers, in the order of {@link MemoryKind}
 * @param shortTermMax tasks whose outcome is kept, the oldest forgotten first ({@code
 *     short_term_limit})
 * @param recallMax memories of one kind that an agent is reminded of ({@code recall_limit})
 */
public record CrewMemory(
    List<MemoryKind> kinds,
    @JsonProperty("short_term_limit") int shortTermMax,
    @JsonProperty("recall_limit") int recallMax) {
  static final int SHORT_TERM_MAX_DEFAULT = 100;
  static final int RECALL_MAX_DEFAULT = 3;

  public CrewMemory {
    kinds = kinds.stream().distinct().sorted().toList();
    if (kinds.isEmpty() || shortTermMax < 1 || recallMax < 1) {
      throw new IllegalArgumentException("a memory needs a kind, and limits of at least 1");
    }
  }

  /** Everything, within the usual limits: what {@code memory: true} says. */
  public static CrewMemory ofAll() {
    return new CrewMemory(List.of(MemoryKind.values()), SHORT_TERM_MAX_DEFAULT, RECALL_MAX_DEFAULT);
  }

  /** Whether it remembers this. */
  public boolean has(MemoryKind kind) {
    return kinds.contains(kind);
  }
}
