package dev.rcrewai.operation;

import dev.rcrewai.operation.ExecutionAnswers.Replay;

/** {@code GET /v1/batches/{batch_id}}: how far it has come. */
final class GetBatchOperation implements Operation {
  private final BatchAnswers answers;

  GetBatchOperation(BatchAnswers answers) {
    this.answers = answers;
  }

  @Override
  public String id() {
    return "getBatch";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifOwn(exchange, batch -> answers.answer(exchange, 200, batch, Replay.NEW));
  }
}
