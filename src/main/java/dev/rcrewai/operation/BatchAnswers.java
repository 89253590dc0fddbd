package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionBatch;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.operation.ExecutionAnswers.Replay;
import dev.rcrewai.step.ExecutionId;
import java.util.HashMap;
import java.util.function.Consumer;

/** Looks batches up for a caller, and answers with them. */
final class BatchAnswers {
  private final Executions executions;
  private final ExecutionView view;

  BatchAnswers(Executions executions, ExecutionView view) {
    this.executions = executions;
    this.view = view;
  }

  /** Goes on with the batch of the path where it is this caller's; answers 404 else. */
  void ifOwn(Exchange exchange, Consumer<ExecutionBatch> action) {
    var id = exchange.path("batch_id");
    if (!ExecutionId.isValid(id)) {
      exchange.problem(Problems.NO_SUCH_BATCH);
      return;
    }
    executions
        .batch(id, exchange.caller().userId())
        .onSuccess(
            found -> found.ifPresentOrElse(action, () -> exchange.problem(Problems.NO_SUCH_BATCH)))
        .onFailure(exchange::storeFailed);
  }

  /** Answers with the batch as it stands. */
  void answer(Exchange exchange, int status, String id, Replay replay) {
    executions
        .batch(id, exchange.caller().userId())
        .onSuccess(found ->
            found.ifPresentOrElse(
                batch -> answer(exchange, status, batch, replay),
                () -> exchange.problem(Problems.NO_SUCH_BATCH)))
        .onFailure(exchange::storeFailed);
  }

  void answer(Exchange exchange, int status, ExecutionBatch batch, Replay replay) {
    var headers = new HashMap<>(replay.headers());
    headers.put("Location", "/v1/batches/" + batch.id());
    exchange.json(status, headers, view.batch(batch));
  }
}
