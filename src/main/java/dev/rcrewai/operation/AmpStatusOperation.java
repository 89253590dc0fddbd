package dev.rcrewai.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.TaskState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * {@code GET /crews/{crew_name}/status/{kickoff_id}}: an execution as AMP tells of it. What is
 * queued, or waits for people, is {@code running}; the tasks whose people are asked stand in {@code
 * waiting_tasks}, which AMP has not.
 */
final class AmpStatusOperation implements Operation {
  private final Executions executions;
  private final ExecutionAnswers answers;
  private final InstantSource clock;

  AmpStatusOperation(Executions executions, ExecutionAnswers answers, InstantSource clock) {
    this.executions = executions;
    this.answers = answers;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "ampStatus";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifVisible(
        exchange,
        exchange.path("kickoff_id"),
        summary -> {
          if (summary.crewName().equals(exchange.path("crew_name"))) {
            executions
                .get(summary.id())
                .onSuccess(found -> answer(exchange, found.orElseThrow()))
                .onFailure(exchange::storeFailed);
          } else {
            exchange.problem(Problems.NO_SUCH_EXECUTION);
          }
        });
  }

  private void answer(Exchange exchange, Execution execution) {
    if (!execution.status().ended()) {
      executions
          .crew(execution)
          .onSuccess(
              crew -> exchange.json(200, running(execution, crew.listed(execution.tasks()).size())))
          .onFailure(exchange::storeFailed);
    } else if (execution.outcome() == Outcome.COMPLETED) {
      exchange.json(200, completed(execution));
    } else {
      exchange.json(200, failed(execution));
    }
  }

  private static ObjectNode running(Execution execution, int tasks) {
    var node = Json.MAPPER.createObjectNode();
    node.put("status", "running");
    node.put("current_task", current(execution));
    var progress = node.putObject("progress");
    progress.put("completed_tasks", count(execution, TaskState.Progress.COMPLETED));
    progress.put("total_tasks", tasks);
    if (!execution.questions().isEmpty()) {
      var waiting = node.putArray("waiting_tasks");
      execution.questions().stream()
          .map(question -> question.path().taskName())
          .distinct()
          .forEach(waiting::add);
    }
    return node;
  }

  private static String current(Execution execution) {
    return execution.tasks().stream()
        .filter(task -> task.status() == TaskState.Progress.RUNNING)
        .map(TaskState::task)
        .findFirst()
        .orElse("");
  }

  private ObjectNode completed(Execution execution) {
    var node = Json.MAPPER.createObjectNode();
    node.put("status", "completed");
    var result = node.putObject("result");
    result.put("output", execution.output());
    var tasks = result.putArray("tasks");
    for (var task : execution.tasks()) {
      if (task.status() == TaskState.Progress.COMPLETED) {
        var one = tasks.addObject();
        one.put("task_id", task.task());
        one.put("output", task.output());
        one.put("agent", task.agent());
        one.put("execution_time", took(task));
      }
    }
    node.put("execution_time", took(execution));
    return node;
  }

  private ObjectNode failed(Execution execution) {
    var node = Json.MAPPER.createObjectNode();
    node.put("status", "error");
    var outcome = Objects.requireNonNull(execution.outcome());
    node.put("error", outcome.word() + ": " + execution.output());
    node.put("execution_time", took(execution));
    return node;
  }

  private double took(Execution execution) {
    return seconds(execution.duration(clock.instant()));
  }

  private static double took(TaskState task) {
    return task.startedAt() == null || task.endedAt() == null
        ? 0
        : seconds(Duration.between(task.startedAt(), task.endedAt()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static long count(Execution execution, TaskState.Progress status) {
    return execution.tasks().stream().filter(task -> task.status() == status).count();
  }
}
