package dev.rcrewai.engine;

import dev.rcrewai.crew.CrewBudget;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.PinnedFlow;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was pinned, compiled once for all its executions. Immutable, for any thread. */
public sealed interface Compiled permits CompiledCrew, CompiledFlow {
  /** Compiles what was pinned. */
  static Compiled of(Pinned pinned) {
    return switch (pinned) {
      case PinnedCrew crew -> CompiledCrew.of(crew);
      case PinnedFlow flow -> CompiledFlow.of(flow);
    };
  }

  /** With every setting. */
  Pinned pinned();

  /** What an execution of it follows. */
  Course course(Map<String, Object> inputs, @Nullable Integer maxRetries, Instant acceptedAt);

  /** What each execution may spend by its author, or null. */
  default @Nullable CrewBudget budget() {
    return pinned().budget();
  }
}
