package dev.rcrewai.execution;

/** What a store says to a {@link Batch}. */
public enum AppendResult {
  /** Durable. */
  STORED,
  /** The lease is somebody else's now, or the journal has gone on; nothing was written. */
  FENCED
}
