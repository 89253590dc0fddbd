package dev.rcrewai.step;

import java.time.Instant;

/**
 * A tool call on its way to {@code ToolVerticle}, which checks its arguments against the schema.
 *
 * @param caller whose files and rights the tool acts with
 * @param call the model's call
 * @param deadline the tool is stopped then
 * @param trace that it is part of
 */
public record ToolRun(
    ExecutionId execution,
    StepPath path,
    String caller,
    ToolCall call,
    Instant deadline,
    TraceContext trace) {
  /** A call that is not traced. */
  public ToolRun(
      ExecutionId execution, StepPath path, String caller, ToolCall call, Instant deadline) {
    this(execution, path, caller, call, deadline, TraceContext.NONE);
  }

  /** The same call as part of that work. */
  public ToolRun partOf(TraceContext work) {
    return new ToolRun(execution, path, caller, call, deadline, work);
  }
}
