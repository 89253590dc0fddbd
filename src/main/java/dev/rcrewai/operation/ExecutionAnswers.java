package dev.rcrewai.operation;

import dev.rcrewai.auth.Caller;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Looks executions up for a caller, and answers with them. */
final class ExecutionAnswers {
  private final Executions executions;
  private final ExecutionView view;

  ExecutionAnswers(Executions executions, ExecutionView view) {
    this.executions = executions;
    this.view = view;
  }

  /**
   * Goes on with the execution of the path where this caller may see it; answers 404 else, the same
   * for one that is somebody else's as for one that is not there.
   */
  void ifVisible(Exchange exchange, Consumer<Summary> action) {
    ifVisible(exchange, id(exchange), action);
  }

  /** The same with an id from elsewhere. */
  void ifVisible(Exchange exchange, String id, Consumer<Summary> action) {
    var caller = exchange.caller();
    ifFound(exchange, id, one -> sees(caller, one), action);
  }

  /** The same, and for those too who may answer what it waits for. */
  void ifVisibleOrWaiting(Exchange exchange, Consumer<Summary> action) {
    var caller = exchange.caller();
    ifFound(
        exchange,
        id(exchange),
        one ->
            sees(caller, one)
                || (one.status() == Status.WAITING && caller.mayAnswer(one.crewName())),
        action);
  }

  /** For those who may answer for its crew, whosever it is; its owner needs to be one of them. */
  void ifAnswerable(Exchange exchange, Consumer<Summary> action) {
    ifAnswerable(exchange, id(exchange), action);
  }

  /** The same with an id from elsewhere. */
  void ifAnswerable(Exchange exchange, String id, Consumer<Summary> action) {
    var caller = exchange.caller();
    ifFound(
        exchange,
        id,
        one -> sees(caller, one) || caller.mayAnswer(one.crewName()),
        one -> {
          if (caller.mayAnswer(one.crewName())) {
            action.accept(one);
          } else {
            exchange.problem(Problems.FORBIDDEN);
          }
        });
  }

  private static boolean sees(Caller caller, Summary one) {
    return caller.viewsAll() || one.caller().equals(caller.userId());
  }

  private static String id(Exchange exchange) {
    return exchange.path("execution_id");
  }

  private void ifFound(
      Exchange exchange, String id, Predicate<Summary> visible, Consumer<Summary> action) {
    if (!ExecutionId.isValid(id)) {
      exchange.problem(Problems.NO_SUCH_EXECUTION);
      return;
    }
    executions
        .find(new ExecutionId(id))
        .map(found -> found.filter(visible))
        .onSuccess(
            one -> one.ifPresentOrElse(action, () -> exchange.problem(Problems.NO_SUCH_EXECUTION)))
        .onFailure(exchange::storeFailed);
  }

  /** The same for what only its owner may do: to see an execution is not to command it. */
  void ifOwn(Exchange exchange, Consumer<Summary> action) {
    ifVisible(
        exchange,
        summary -> {
          if (summary.caller().equals(exchange.caller().userId())) {
            action.accept(summary);
          } else {
            exchange.problem(Problems.FORBIDDEN);
          }
        });
  }

  /** Answers with the execution as it stands. */
  void answer(Exchange exchange, int status, ExecutionId id, Replay replay) {
    executions
        .get(id)
        .onSuccess(found -> answer(exchange, status, found.orElseThrow(), replay))
        .onFailure(exchange::storeFailed);
  }

  /** Answers with this execution. */
  void answer(Exchange exchange, int status, Execution execution, Replay replay) {
    withCrew(exchange, execution)
        .onSuccess(crew ->
            executions
                .delivery(execution)
                .onSuccess(delivery ->
                    exchange.json(
                        status,
                        headers(execution.id(), replay),
                        view.execution(execution, crew, delivery.orElse(null))))
                .onFailure(exchange::storeFailed));
  }

  /** Answers {@code POST /execute}: by how it ended, or where it goes on. */
  void executed(Exchange exchange, Execution execution, Replay replay) {
    if (!execution.status().ended()) {
      answer(exchange, 202, execution, replay);
      return;
    }
    withCrew(exchange, execution)
        .onSuccess(crew -> {
          var outcome = Objects.requireNonNull(execution.outcome());
          if (outcome == Outcome.COMPLETED) {
            exchange.json(200, replay.headers(), view.executed(execution, crew));
          } else {
            exchange.problem(problem(execution, outcome, crew));
          }
        });
  }

  private Problem problem(Execution execution, Outcome outcome, Pinned crew) {
    return Problem.of(
            outcome.httpStatus(), outcome.word(), Objects.requireNonNull(execution.output()))
        .with(view.failed(execution, outcome, crew));
  }

  private Future<Pinned> withCrew(Exchange exchange, Execution execution) {
    return executions.crew(execution).onFailure(exchange::storeFailed);
  }

  private static Map<String, String> headers(ExecutionId id, Replay replay) {
    var headers = new HashMap<>(replay.headers());
    headers.put("Location", "/v1/executions/" + id.text());
    return headers;
  }

  /** Whether the answer is about an execution that an earlier request began. */
  enum Replay {
    NEW,
    REPLAYED;

    Map<String, String> headers() {
      return switch (this) {
        case NEW -> Map.of();
        case REPLAYED -> Map.of("Idempotent-Replayed", "true");
      };
    }
  }
}
