package dev.rcrewai.operation;

import dev.rcrewai.operation.SubmitAndWait.OnDisconnect;
import dev.rcrewai.operation.SubmitAndWait.Patience;
import dev.rcrewai.step.ProviderKeys;
import java.time.Duration;

/** {@code POST /execute}: run a crew and wait for its result. */
final class ExecuteOperation implements Operation {
  /** Beyond the longest deadline: the end itself takes a moment. */
  private final Duration waitMax;

  private final ProviderKeyHeader keys;
  private final SubmitAndWait submit;
  private final ExecutionAnswers answers;

  ExecuteOperation(
      ProviderKeyHeader keys, SubmitAndWait submit, ExecutionAnswers answers, Duration waitMax) {
    this.keys = keys;
    this.submit = submit;
    this.answers = answers;
    this.waitMax = waitMax;
  }

  @Override
  public String id() {
    return "execute";
  }

  @Override
  public void handle(Exchange exchange) {
    keys.read(exchange, lent -> run(exchange, lent));
  }

  private void run(Exchange exchange, ProviderKeys lent) {
    var request = ExecutionRequests.of(exchange, exchange.object(), id(), lent);
    submit.run(
        exchange,
        request,
        new Patience(exchange.patience(waitMax), OnDisconnect.CONTINUE),
        (execution, replay) -> answers.executed(exchange, execution, replay));
  }
}
