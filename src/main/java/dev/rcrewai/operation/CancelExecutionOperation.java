package dev.rcrewai.operation;

import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code POST /v1/executions/{execution_id}/cancel}. */
final class CancelExecutionOperation implements Operation {
  private final Executions executions;
  private final ExecutionAnswers answers;

  CancelExecutionOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "cancelExecution";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifOwn(exchange, summary -> cancel(exchange, summary));
  }

  private void cancel(Exchange exchange, Summary summary) {
    executions
        .cancel(summary.id(), exchange.caller().userId(), exchange.object().getString("reason"))
        .onSuccess(result -> answer(exchange, summary, result))
        .onFailure(exchange::storeFailed);
  }

  private void answer(Exchange exchange, Summary summary, SignalResult result) {
    switch (result) {
      case STORED, DUPLICATE -> answers.answer(exchange, 202, summary.id(), Replay.NEW);
      case ENDED -> exchange.problem(Problems.ENDED);
      case NOT_FOUND -> exchange.problem(Problems.NO_SUCH_EXECUTION);
    }
  }
}
