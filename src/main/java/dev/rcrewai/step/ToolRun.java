package dev.rcrewai.step;

import java.time.Instant;

/**
 * A tool call on its way to {@code ToolVerticle}, which checks its arguments against the schema.
 *
 * @param caller whose files and rights the tool acts with
 * @param call the model's call
 * @param deadline the tool is stopped then
 */
public record ToolRun(
    ExecutionId execution, StepPath path, String caller, ToolCall call, Instant deadline) {}
