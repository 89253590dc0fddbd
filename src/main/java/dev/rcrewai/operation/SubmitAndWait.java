package dev.rcrewai.operation;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.operation.ExecutionAnswers.Replay;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Submits an execution for a request and waits for its end while the caller stays. */
final class SubmitAndWait {
  private final Executions executions;

  SubmitAndWait(Executions executions) {
    this.executions = executions;
  }

  /** What a caller's disconnect means for what it waits for. */
  enum OnDisconnect {
    CONTINUE,
    CANCEL
  }

  /** How long a caller waits, and what it means when it does not stay. */
  record Patience(Duration timeMax, OnDisconnect onDisconnect) {}

  /**
   * Answers a refusal itself; everything else goes to {@code onExecution}, at the end or when the
   * time is over.
   */
  void run(
      Exchange exchange,
      ExecutionRequest request,
      Patience patience,
      BiConsumer<Execution, Replay> onExecution) {
    if (!exchange.caller().mayExecute(request.crewName())) {
      exchange.problem(Problems.FORBIDDEN);
      return;
    }
    var context = Objects.requireNonNull(Vertx.currentContext());
    var id = executions.newId();
    var waiter = new Waiter(executions, id, context, Waiter.From.BIRTH);
    executions
        .submit(id, request)
        .onFailure(cause -> {
          waiter.close();
          exchange.storeFailed(cause);
        })
        .onSuccess(submitted -> {
          switch (submitted) {
            case Submitted.Accepted _ -> await(exchange, waiter, patience, Replay.NEW, onExecution);
            case Submitted.Replayed replayed -> {
              waiter.close();
              attach(exchange, context, replayed, patience, onExecution);
            }
            case Submitted.Refused refused -> {
              waiter.close();
              exchange.problem(Problems.of(refused));
            }
          }
        });
  }

  /** Waits for what an earlier request began; that it is cancelled is that request's to ask. */
  private void attach(
      Exchange exchange,
      Context context,
      Submitted.Replayed replayed,
      Patience patience,
      BiConsumer<Execution, Replay> onExecution) {
    var waiter = new Waiter(executions, replayed.id(), context, Waiter.From.STORED);
    var only = new Patience(patience.timeMax(), OnDisconnect.CONTINUE);
    await(exchange, waiter, only, Replay.REPLAYED, onExecution);
  }

  private void await(
      Exchange exchange,
      Waiter waiter,
      Patience patience,
      Replay replay,
      BiConsumer<Execution, Replay> onExecution) {
    exchange.onDisconnect(() -> {
      waiter.close();
      if (patience.onDisconnect() == OnDisconnect.CANCEL) {
        executions.cancel(waiter.id(), exchange.caller().userId(), "the caller disconnected");
      }
    });
    waiter
        .within(patience.timeMax())
        .onSuccess(execution -> onExecution.accept(execution, replay))
        .onFailure(exchange::storeFailed);
  }
}
