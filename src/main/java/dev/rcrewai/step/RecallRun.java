package dev.rcrewai.step;

import java.time.Instant;

/**
 * A request to recall something on its way to whoever knows it.
 *
 * @param deadline nothing waits, retries or reads beyond it
 * @param holder the name under which this node holds the execution
 * @param account whose caller and crew it is about, and whose budgets it takes
 * @param trace that it is part of
 */
public record RecallRun(
    ExecutionId execution,
    StepPath path,
    RecallRequest request,
    Instant deadline,
    String holder,
    ChatCall.Account account,
    TraceContext trace) {}
