package dev.rcrewai.operation;

import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code GET /v1/executions/{execution_id}}. */
final class GetExecutionOperation implements Operation {
  private final ExecutionAnswers answers;

  GetExecutionOperation(ExecutionAnswers answers) {
    this.answers = answers;
  }

  @Override
  public String id() {
    return "getExecution";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifVisibleOrWaiting(
        exchange, summary -> answers.answer(exchange, 200, summary.id(), Replay.NEW));
  }
}
