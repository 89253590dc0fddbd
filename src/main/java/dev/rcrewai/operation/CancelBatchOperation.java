package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionBatch;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code POST /v1/batches/{batch_id}/cancel}: ends what has not ended of it. */
final class CancelBatchOperation implements Operation {
  private final Executions executions;
  private final BatchAnswers answers;

  CancelBatchOperation(Executions executions, BatchAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "cancelBatch";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifOwn(
        exchange,
        batch -> {
          if (batch.status().ended()) {
            exchange.problem(Problems.ENDED);
          } else {
            cancel(exchange, batch);
          }
        });
  }

  private void cancel(Exchange exchange, ExecutionBatch batch) {
    executions
        .cancel(batch, exchange.caller().userId(), exchange.object().getString("reason"))
        .onSuccess(_ -> answers.answer(exchange, 202, batch.id(), Replay.NEW))
        .onFailure(exchange::storeFailed);
  }
}
