package dev.rcrewai.operation;

import dev.rcrewai.execution.Answered;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.operation.ExecutionAnswers.Replay;
import dev.rcrewai.step.StepPath;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code POST /v1/executions/{execution_id}/input}: a person answers a question. */
final class AnswerInputOperation implements Operation {
  private final Executions executions;
  private final ExecutionAnswers answers;

  AnswerInputOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "answerInput";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifAnswerable(exchange, summary -> answer(exchange, summary));
  }

  private void answer(Exchange exchange, Summary summary) {
    var body = exchange.object();
    var question = body.getString("question");
    executions
        .answer(
            summary.id(),
            question == null ? null : new StepPath(question),
            body.getValue("answer"),
            body.getString("comment", ""),
            exchange.caller().userId())
        .onSuccess(answered -> answer(exchange, summary, answered))
        .onFailure(exchange::storeFailed);
  }

  private void answer(Exchange exchange, Summary summary, Answered answered) {
    problem(answered)
        .ifPresentOrElse(
            exchange::problem, () -> answers.answer(exchange, 202, summary.id(), Replay.NEW));
  }

  /** Why it does not count; empty where it does. */
  static Optional<Problem> problem(Answered answered) {
    return switch (answered) {
      case Answered.Accepted() -> Optional.empty();
      case Answered.NotFound() -> Optional.of(Problems.NO_SUCH_EXECUTION);
      case Answered.Ended() -> Optional.of(Problems.ENDED);
      case Answered.NotAsked() -> Optional.of(Problems.NOT_ASKED);
      case Answered.Ambiguous(var open) ->
          problem(
              409,
              "several_questions",
              "Several questions are open; say which you answer: "
                  + open.stream().map(StepPath::text).collect(Collectors.joining(", ")));
      case Answered.AlreadyAnswered(var path) ->
          problem(409, "already_answered", "The question " + path + " has an answer");
      case Answered.Expired(var path) ->
          problem(409, "input_expired", "The question " + path + " has expired");
      case Answered.Invalid(_, var expected) ->
          problem(422, "invalid_answer", "That is no answer; expected " + expected);
    };
  }

  private static Optional<Problem> problem(int status, String code, String words) {
    return Optional.of(Problem.of(status, code, words));
  }
}
