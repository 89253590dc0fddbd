package dev.rcrewai.step;

import java.time.Instant;

/**
 * A request to recall something on its way to whoever knows it.
 *
 * @param crew whose memories or documents they are; in a flow one of its crews
 * @param deadline nothing waits, retries or reads beyond it
 * @param holder the name under which this node holds the execution
 * @param account whose caller it is about, and whose budgets it takes
 * @param keys of the caller, for providers that are to be asked with them
 * @param trace that it is part of
 */
public record RecallRun(
    ExecutionId execution,
    StepPath path,
    String crew,
    RecallRequest request,
    Instant deadline,
    String holder,
    ChatCall.Account account,
    ProviderKeys keys,
    TraceContext trace) {
  /** The same as part of that work. */
  public RecallRun partOf(TraceContext work) {
    return new RecallRun(execution, path, crew, request, deadline, holder, account, keys, work);
  }
}
