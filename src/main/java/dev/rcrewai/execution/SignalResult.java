package dev.rcrewai.execution;

/** What a store says to a {@link Signal}. */
public enum SignalResult {
  /** Durable; the owner is told. */
  STORED,
  /** One with this key is there already; nothing was written. */
  DUPLICATE,
  /** The execution has ended; nothing was written. */
  ENDED,
  /** There is no such execution. */
  NOT_FOUND
}
