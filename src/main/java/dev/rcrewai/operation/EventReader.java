package dev.rcrewai.operation;

import dev.rcrewai.auth.Caller;
import dev.rcrewai.step.ExecutionId;

/** Somebody who reads a journal along while it is written; each door has its own way to send. */
public interface EventReader {
  /**
   * Answers with every event after that seq, until the terminal one, or until the caller's token
   * expires.
   */
  void read(Caller caller, ExecutionId id, long after);
}
