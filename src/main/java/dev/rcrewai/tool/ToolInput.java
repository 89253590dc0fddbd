package dev.rcrewai.tool;

import dev.rcrewai.step.TraceContext;
import java.time.Instant;

/**
 * What one call of a tool works with.
 *
 * @param arguments fit the tool's schema
 * @param caller whose files and rights the tool acts with
 * @param deadline the call is interrupted then
 * @param idempotencyKey the same for every run of the same call, for receivers that drop repeats
 * @param trace to hand on to whomever it calls, as headers
 */
public record ToolInput(
    ToolArguments arguments,
    String caller,
    Instant deadline,
    String idempotencyKey,
    TraceContext trace) {
  /** Of a call that is not traced. */
  public ToolInput(
      ToolArguments arguments, String caller, Instant deadline, String idempotencyKey) {
    this(arguments, caller, deadline, idempotencyKey, TraceContext.NONE);
  }
}
