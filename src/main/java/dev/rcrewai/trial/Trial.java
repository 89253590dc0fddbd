package dev.rcrewai.trial;

import dev.rcrewai.execution.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All runs of one crew.
 *
 * @param label what it is called beside others
 */
public record Trial(String label, List<TrialRun> runs) {
  public Trial {
    runs = List.copyOf(runs);
  }

  /** The tasks that have a score, in the crew's order. */
  Set<String> tasks() {
    var tasks = new LinkedHashSet<String>();
    runs.forEach(run -> tasks.addAll(run.tasks().keySet()));
    return tasks;
  }

  /** The average of a task over those runs that score it; empty where none does. */
  OptionalDouble average(String task) {
    return Score.average(
        runs.stream().map(run -> run.tasks().get(task)).filter(Objects::nonNull).toList());
  }

  /** The average of all runs, each failed one as 0. */
  public double score() {
    return average(TrialRun::score);
  }

  double average(ToDoubleFunction<TrialRun> figure) {
    return runs.stream().mapToDouble(figure).average().orElse(0);
  }

  /** The average cost in US dollars; null where a model that answered has no price. */
  @Nullable BigDecimal costUsd() {
    var costs = runs.stream().map(run -> run.execution().costUsd()).toList();
    return costs.isEmpty() || costs.stream().anyMatch(Objects::isNull)
        ? null
        : costs.stream()
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(BigDecimal.valueOf(costs.size()), MathContext.DECIMAL64);
  }

  /** How many runs completed. */
  public int completed() {
    return (int) runs.stream().filter(run -> run.outcome() == Outcome.COMPLETED).count();
  }
}
