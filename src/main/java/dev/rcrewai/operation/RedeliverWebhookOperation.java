package dev.rcrewai.operation;

import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code POST /v1/executions/{execution_id}/webhook/redeliver}. */
final class RedeliverWebhookOperation implements Operation {
  private final Executions executions;
  private final ExecutionAnswers answers;

  RedeliverWebhookOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "redeliverWebhook";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifOwn(exchange, summary -> redeliver(exchange, summary));
  }

  private void redeliver(Exchange exchange, Summary summary) {
    executions
        .redeliver(summary.id())
        .onSuccess(isDue -> {
          if (isDue) {
            answers.answer(exchange, 202, summary.id(), Replay.NEW);
          } else {
            exchange.problem(Problems.NOTHING_TO_REDELIVER);
          }
        })
        .onFailure(exchange::storeFailed);
  }
}
