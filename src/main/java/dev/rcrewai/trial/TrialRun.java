package dev.rcrewai.trial;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of a crew, and what it was worth.
 *
 * @param number from 1
 * @param execution at its end
 * @param tasks the scores of its tasks in the crew's order; one that nobody scores has none
 */
public record TrialRun(int number, Execution execution, Map<String, Score> tasks) {
  public TrialRun {
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }

  /** The average of its tasks; 0 where it failed, whatever some of its tasks were worth. */
  public double score() {
    return outcome() == Outcome.COMPLETED ? Score.average(tasks.values()).orElse(0) : 0;
  }

  Outcome outcome() {
    return requireNonNull(execution.outcome());
  }

  /** Why it failed; empty where it did not. */
  String failure() {
    return outcome() == Outcome.COMPLETED ? "" : requireNonNull(execution.output());
  }

  double seconds() {
    var duration = execution.duration(requireNonNull(execution.endedAt()));
    return duration.toMillis() / (double) Duration.ofSeconds(1).toMillis();
  }

  long tokens() {
    return execution.usage().inputTokens() + execution.usage().outputTokens();
  }
}
