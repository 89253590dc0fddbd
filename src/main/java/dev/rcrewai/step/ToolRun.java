package dev.rcrewai.step;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tool call on its way to {@code ToolVerticle}, which checks its arguments against the schema.
 *
 * @param caller whose files and rights the tool acts with
 * @param call the model's call
 * @param deadline the tool is stopped then
 * @param trace that it is part of
 * @param pinned the tool as it was pinned, where another server answers for it
 */
public record ToolRun(
    ExecutionId execution,
    StepPath path,
    String caller,
    ToolCall call,
    Instant deadline,
    TraceContext trace,
    @Nullable ToolSpec pinned) {
  /** A call of a tool of this server's own, which is not traced. */
  public ToolRun(
      ExecutionId execution, StepPath path, String caller, ToolCall call, Instant deadline) {
    this(execution, path, caller, call, deadline, TraceContext.NONE, null);
  }

  /** The same call as part of that work. */
  public ToolRun partOf(TraceContext work) {
    return new ToolRun(execution, path, caller, call, deadline, work, pinned);
  }
}
