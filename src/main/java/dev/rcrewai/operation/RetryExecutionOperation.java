package dev.rcrewai.operation;

import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Retried;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code POST /v1/executions/{execution_id}/retry}. */
final class RetryExecutionOperation implements Operation {
  private final Executions executions;
  private final ExecutionAnswers answers;

  RetryExecutionOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "retryExecution";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifOwn(exchange, summary -> retry(exchange, summary));
  }

  private void retry(Exchange exchange, Summary summary) {
    if (!exchange.caller().mayExecute(summary.crewName())) {
      exchange.problem(Problems.FORBIDDEN);
      return;
    }
    var operation = id() + " " + summary.id().text();
    var idempotency = ExecutionRequests.idempotency(exchange, operation);
    executions
        .retry(summary.id(), idempotency, exchange.trace())
        .onSuccess(retried -> answer(exchange, retried))
        .onFailure(exchange::storeFailed);
  }

  private void answer(Exchange exchange, Retried retried) {
    switch (retried) {
      case Retried.Submitted(Submitted.Accepted(var id)) ->
          answers.answer(exchange, 202, id, Replay.NEW);
      case Retried.Submitted(Submitted.Replayed(var id)) ->
          answers.answer(exchange, 202, id, Replay.REPLAYED);
      case Retried.Submitted(Submitted.Refused refused) -> exchange.problem(Problems.of(refused));
      case Retried.NotEnded(var status) ->
          exchange.problem(
              Problem.of(
                  409, "not_ended", "The execution is " + status.word() + "; cancel it first"));
      case Retried.AlreadyCompleted() ->
          exchange.problem(
              Problem.of(409, "completed", "The execution completed; start a new one"));
      case Retried.KeyGone() ->
          exchange.problem(
              Problem.of(
                  409,
                  "provider_key_lost",
                  "You paid with a key of your own, which is not kept; start a new one with it"));
      case Retried.NotFound() -> exchange.problem(Problems.NO_SUCH_EXECUTION);
    }
  }
}
