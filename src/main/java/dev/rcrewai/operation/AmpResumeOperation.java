package dev.rcrewai.operation;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.OpenQuestion;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.Question.Kind;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * {@code POST /crews/{crew_name}/resume}: answers what a task asks people. {@code is_approve}
 * approves; without it, feedback about an answer has it made anew, and a call or a beginning is
 * refused. Where a task asks for words, the feedback is the answer.
 */
final class AmpResumeOperation implements Operation {
  private static final Problem NOT_WAITING =
      Problem.of(400, "not_waiting", "That task asks nobody anything now; see waiting_tasks");

  private final Executions executions;
  private final ExecutionAnswers answers;

  AmpResumeOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "ampResume";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifAnswerable(
        exchange,
        exchange.object().getString("execution_id"),
        summary -> {
          if (summary.crewName().equals(exchange.path("crew_name"))) {
            executions
                .get(summary.id())
                .onSuccess(found -> answer(exchange, summary, found.orElseThrow()))
                .onFailure(exchange::storeFailed);
          } else {
            exchange.problem(Problems.NO_SUCH_EXECUTION);
          }
        });
  }

  private void answer(Exchange exchange, Summary summary, Execution execution) {
    var body = exchange.object();
    var task = body.getString("task_id");
    execution.questions().stream()
        .filter(open -> open.path().taskName().equals(task))
        .findFirst()
        .ifPresentOrElse(
            open -> answer(exchange, summary, open, body), () -> exchange.problem(NOT_WAITING));
  }

  private void answer(Exchange exchange, Summary summary, OpenQuestion open, JsonObject body) {
    var feedback = body.getString("human_feedback", "");
    boolean approves = body.getBoolean("is_approve");
    var kind = open.question().kind();
    boolean inWords =
        switch (kind) {
          case TEXT, CHOICE -> true;
          case REVIEW -> !approves && !feedback.isBlank();
          case APPROVAL -> false;
        };
    var answer = inWords ? feedback : approves ? "approve" : "reject";
    executions
        .answer(
            summary.id(), open.path(), answer, inWords ? "" : feedback, exchange.caller().userId())
        .onFailure(exchange::storeFailed)
        .onSuccess(answered ->
            AnswerInputOperation.problem(answered)
                .ifPresentOrElse(
                    exchange::problem,
                    () -> exchange.json(200, resumed(kind == Kind.REVIEW && inWords))));
  }

  private static Map<String, String> resumed(boolean again) {
    return again
        ? Map.of("status", "retrying", "message", "The task is done again with the feedback")
        : Map.of("status", "resumed", "message", "The execution goes on");
  }
}
