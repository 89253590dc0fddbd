package dev.rcrewai.operation;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.operation.ExecutionAnswers.Replay;
import dev.rcrewai.operation.SubmitAndWait.OnDisconnect;
import dev.rcrewai.operation.SubmitAndWait.Patience;
import dev.rcrewai.step.ProviderKeys;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code POST /v1/executions}: start a crew; with {@code Prefer: wait=N} wait a little. */
final class CreateExecutionOperation implements Operation {
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})(?:$|[,;\\s])");

  private static final Problem NOBODY_WAITS =
      Problems.invalid("Provider-Key is for callers who wait; add Prefer: wait=N");

  private final ProviderKeyHeader keys;
  private final Executions executions;
  private final SubmitAndWait submit;
  private final ExecutionAnswers answers;
  private final Duration waitMax;

  CreateExecutionOperation(
      ProviderKeyHeader keys,
      Executions executions,
      SubmitAndWait submit,
      ExecutionAnswers answers,
      Duration waitMax) {
    this.keys = keys;
    this.executions = executions;
    this.submit = submit;
    this.answers = answers;
    this.waitMax = waitMax;
  }

  @Override
  public String id() {
    return "createExecution";
  }

  @Override
  public void handle(Exchange exchange) {
    if (ProviderKeyHeader.isSent(exchange) && wait(exchange).isEmpty()) {
      exchange.problem(NOBODY_WAITS);
    } else {
      keys.read(exchange, lent -> run(exchange, lent));
    }
  }

  private void run(Exchange exchange, ProviderKeys lent) {
    var body = exchange.object();
    var request = ExecutionRequests.of(exchange, body, id(), lent);
    var wait = wait(exchange);
    if (wait.isPresent()) {
      var word = body.getString("on_disconnect", "continue").toUpperCase(Locale.ROOT);
      submit.run(
          exchange,
          request,
          new Patience(exchange.patience(wait.get()), OnDisconnect.valueOf(word)),
          (execution, replay) -> waited(exchange, execution, replay));
    } else if (exchange.caller().mayExecute(request.crewName())) {
      start(exchange, request);
    } else {
      exchange.problem(Problems.FORBIDDEN);
    }
  }

  private void start(Exchange exchange, ExecutionRequest request) {
    executions
        .submit(executions.newId(), request)
        .onFailure(exchange::storeFailed)
        .onSuccess(submitted -> {
          switch (submitted) {
            case Submitted.Accepted(var id) -> answers.answer(exchange, 202, id, Replay.NEW);
            case Submitted.Replayed(var id) -> answers.answer(exchange, 202, id, Replay.REPLAYED);
            case Submitted.Refused refused -> exchange.problem(Problems.of(refused));
          }
        });
  }

  private void waited(Exchange exchange, Execution execution, Replay replay) {
    answers.answer(exchange, execution.status().ended() ? 200 : 202, execution, replay);
  }

  /** RFC 7240: a preference that cannot be read is as if it had not been sent. */
  private Optional<Duration> wait(Exchange exchange) {
    return exchange
        .header("Prefer")
        .map(WAIT::matcher)
        .filter(matcher -> matcher.find())
        .map(matcher -> Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        .filter(wait -> !wait.isZero())
        .map(wait -> wait.compareTo(waitMax) > 0 ? waitMax : wait);
  }
}
