package dev.rcrewai.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one or several crews were worth, beside each other.
 *
 * @param scoredBy who gave the scores, in words
 * @param minScore what the average of each crew has to reach, or null
 */
public record TrialReport(List<Trial> trials, String scoredBy, @Nullable Double minScore) {
  public TrialReport {
    trials = List.copyOf(trials);
    if (trials.isEmpty()) {
      throw new IllegalArgumentException("trials is empty; a report needs at least one");
    }
  }

  /** Whether each crew completed at least once, and reached the score that was asked for. */
  public boolean passed() {
    return trials.stream()
        .allMatch(
            trial -> trial.completed() > 0 && (minScore == null || trial.score() >= minScore));
  }

  /** For people. */
  public String text() {
    return new TrialText(this).text();
  }

  /** {@code {scored_by, min_score, passed, trials: [{label, score, …, tasks, runs}]}}. */
  public ObjectNode json() {
    var node = Json.MAPPER.createObjectNode();
    node.put("scored_by", scoredBy);
    node.put("min_score", minScore);
    node.put("passed", passed());
    var list = node.putArray("trials");
    for (var trial : trials) {
      var one = list.addObject();
      averages(one, trial);
      if (!trial.equals(trials.getFirst())) {
        difference(one.putObject("difference"), trial, trials.getFirst());
      }
      var runs = one.putArray("runs");
      trial.runs().forEach(run -> runs.add(run(run)));
    }
    return node;
  }

  private static void averages(ObjectNode node, Trial trial) {
    node.put("label", trial.label());
    node.put("completed", trial.completed());
    node.put("score", rounded(trial.score()));
    node.put("duration", rounded(trial.average(TrialRun::seconds)));
    node.put("tokens", Math.round(trial.average(TrialRun::tokens)));
    node.put("cost_usd", trial.costUsd());
    var tasks = node.putObject("tasks");
    trial.tasks().forEach(task -> tasks.put(task, rounded(trial.average(task))));
  }

  private static void difference(ObjectNode node, Trial trial, Trial first) {
    node.put("score", rounded(trial.score() - first.score()));
    var tasks = node.putObject("tasks");
    for (var task : trial.tasks()) {
      var here = trial.average(task);
      var there = first.average(task);
      if (here.isPresent() && there.isPresent()) {
        tasks.put(task, rounded(here.getAsDouble() - there.getAsDouble()));
      }
    }
  }

  private static ObjectNode run(TrialRun run) {
    var node = Json.MAPPER.createObjectNode();
    node.put("run", run.number());
    node.put("execution_id", run.execution().id().text());
    node.put("outcome", run.outcome().word());
    node.put("detail", run.outcome() == Outcome.COMPLETED ? null : run.failure());
    node.put("score", rounded(run.score()));
    node.put("duration", run.seconds());
    node.set("usage", Json.MAPPER.valueToTree(run.execution().usage()));
    node.put("cost_usd", run.execution().costUsd());
    var tasks = node.putObject("tasks");
    run.tasks()
        .forEach((task, score) ->
            tasks
                .putObject(task)
                .put("score", rounded(score.value()))
                .put("reason", score.reason()));
    return node;
  }

  private static @Nullable BigDecimal rounded(OptionalDouble value) {
    return value.isEmpty() ? null : rounded(value.getAsDouble());
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
  }
}
