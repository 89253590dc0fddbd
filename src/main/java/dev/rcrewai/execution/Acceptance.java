package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;

/** What a store says to a {@link Submission}. */
public sealed interface Acceptance {
  /** It is durable. */
  record Stored() implements Acceptance {}

  /** The same key came with the same body before; nothing was written. */
  record Replayed(ExecutionId earlier) implements Acceptance {}

  /** The same key came with another body before; nothing was written. */
  record KeyReused(ExecutionId earlier) implements Acceptance {}

  /** The queue is full; nothing was written. */
  record QueueFull(int queued) implements Acceptance {}

  /** The caller has as many open executions as allowed; nothing was written. */
  record CallerFull(int open) implements Acceptance {}
}
