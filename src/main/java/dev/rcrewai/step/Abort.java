package dev.rcrewai.step;

/** Ends the calls in flight at or below a path; the provider's stream is reset at once. */
public record Abort(ExecutionId execution, StepPath path) {
  /** Whether a call of this execution at this path is meant. */
  public boolean covers(ExecutionId id, StepPath call) {
    return id.equals(execution) && (call.equals(path) || call.text().startsWith(path.text() + "/"));
  }
}
