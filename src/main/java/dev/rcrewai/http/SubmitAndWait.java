package dev.rcrewai.http;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.http.ExecutionAnswers.Replay;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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

  /**
   * Answers a refusal itself; everything else goes to {@code onExecution}, at the end or when the
   * time is over.
   */
  void run(
      Exchange exchange,
      ExecutionRequest request,
      Duration timeMax,
      OnDisconnect onDisconnect,
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
            case Submitted.Accepted _ ->
                await(
                    exchange,
                    waiter,
                    timeMax,
                    onDisconnect,
                    e -> onExecution.accept(e, Replay.NEW));
            case Submitted.Replayed(var earlier) -> {
              waiter.close();
              var other = new Waiter(executions, earlier, context, Waiter.From.STORED);
              await(
                  exchange,
                  other,
                  timeMax,
                  OnDisconnect.CONTINUE,
                  e -> onExecution.accept(e, Replay.REPLAYED));
            }
            case Submitted.Refused refused -> {
              waiter.close();
              exchange.problem(Problems.of(refused));
            }
          }
        });
  }

  private void await(
      Exchange exchange,
      Waiter waiter,
      Duration timeMax,
      OnDisconnect onDisconnect,
      Consumer<Execution> onExecution) {
    var caller = exchange.caller().userId();
    exchange
        .response()
        .closeHandler(_ -> {
          waiter.close();
          if (onDisconnect == OnDisconnect.CANCEL && !exchange.response().ended()) {
            executions.cancel(waiter.id(), caller, "the caller disconnected");
          }
        });
    waiter.within(timeMax).onSuccess(onExecution::accept).onFailure(exchange::storeFailed);
  }
}
