package dev.rcrewai.step;

import java.time.Instant;

/**
 * Texts on their way to the llm layer, which has a provider make vectors of them.
 *
 * @param owner for whom, and who pays
 * @param deadline nothing waits, retries or reads beyond it
 * @param keys for providers that are to be asked with others than the server's
 * @param trace that it is part of
 */
public record EmbeddingCall(
    Owner owner,
    EmbeddingRequest request,
    Instant deadline,
    ProviderKeys keys,
    TraceContext trace) {
  /** The same call as part of that work. */
  public EmbeddingCall partOf(TraceContext work) {
    return new EmbeddingCall(owner, request, deadline, keys, work);
  }

  /** For whom vectors are made. */
  public sealed interface Owner {}

  /**
   * A step of an execution.
   *
   * @param holder the name under which this node holds the execution; once others have given it up,
   *     nothing is sent any more
   */
  public record OfStep(
      ExecutionId execution, StepPath path, String holder, ChatCall.Account account)
      implements Owner {}

  /** A crew, for all its executions; its own budget pays. */
  public record OfCrew(String crew) implements Owner {}
}
