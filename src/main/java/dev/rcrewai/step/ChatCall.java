package dev.rcrewai.step;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chat request on its way to {@code LlmVerticle}.
 *
 * @param call which attempt of the shell at this request, from 1; a crash begins the next
 * @param deadline nothing waits, retries or reads beyond it
 * @param holder the name under which this node holds the execution; once others have given it up,
 *     nothing is sent any more
 * @param account whose budgets and turns it takes
 * @param keys of the caller, for providers that are to be asked with them
 * @param trace that it is part of
 */
public record ChatCall(
    ExecutionId execution,
    StepPath path,
    int call,
    ChatRequest request,
    Delivery delivery,
    Instant deadline,
    String holder,
    Account account,
    ProviderKeys keys,
    TraceContext trace) {
  /** A call that is not traced. */
  public ChatCall(
      ExecutionId execution,
      StepPath path,
      int call,
      ChatRequest request,
      Delivery delivery,
      Instant deadline,
      String holder,
      Account account,
      ProviderKeys keys) {
    this(
        execution,
        path,
        call,
        request,
        delivery,
        deadline,
        holder,
        account,
        keys,
        TraceContext.NONE);
  }

  /** The same call to another model, and to no other. */
  public ChatCall to(ModelChoice other) {
    return new ChatCall(
        execution, path, call, request.to(other), delivery, deadline, holder, account, keys, trace);
  }

  /** The same call as part of that work. */
  public ChatCall partOf(TraceContext work) {
    return new ChatCall(
        execution, path, call, request, delivery, deadline, holder, account, keys, work);
  }

  /**
   * Who pays for it.
   *
   * @param tokensMax what the crew's author allows each execution, or null
   * @param usdMax the same in US dollars
   */
  public record Account(
      String caller, String crew, @Nullable Long tokensMax, @Nullable BigDecimal usdMax) {
    /** Of a crew whose author limits nothing. */
    public Account(String caller, String crew) {
      this(caller, crew, null, null);
    }
  }

  /** How the answer is fetched from the provider. */
  public enum Delivery {
    /** In one piece: cheaper; nobody is watching. */
    WHOLE,
    /** As it is written; every piece is published as a {@link ChatDelta}. */
    STREAMED
  }
}
