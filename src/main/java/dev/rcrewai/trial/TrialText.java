package dev.rcrewai.trial;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A report as people read it. */
final class TrialText {
  private static final String NONE = "-";
  private static final int REASON_MAX = 200;

  private final TrialReport report;

  TrialText(TrialReport report) {
    this.report = report;
  }

  String text() {
    var text = new StringBuilder();
    for (var trial : report.trials()) {
      text.append(heading(trial)).append(runs(trial)).append(reasons(trial)).append('\n');
    }
    if (report.trials().size() > 1) {
      text.append("Averages, and the difference to ")
          .append(report.trials().getFirst().label())
          .append(":\n")
          .append(comparison())
          .append('\n');
    }
    return text.toString();
  }

  private String heading(Trial trial) {
    return "%s: %d of %d runs completed, scored 0 to 10 by %s\n"
        .formatted(trial.label(), trial.completed(), trial.runs().size(), report.scoredBy());
  }

  /** A line for each run, and one for the averages. */
  private static String runs(Trial trial) {
    var tasks = trial.tasks();
    var head = new ArrayList<>(List.of("run"));
    head.addAll(tasks);
    head.addAll(List.of("crew", "seconds", "tokens", "cost $", "outcome"));
    var table = new TextTable().row(head);
    for (var run : trial.runs()) {
      var row = new ArrayList<>(List.of(String.valueOf(run.number())));
      tasks.forEach(task -> row.add(score(run.tasks().get(task))));
      row.add(number(run.score()));
      row.add(number(run.seconds()));
      row.add(String.valueOf(run.tokens()));
      row.add(usd(run.execution().costUsd()));
      row.add(run.outcome().word());
      table.row(row);
    }
    var averages = new ArrayList<>(List.of("average"));
    tasks.forEach(task -> averages.add(number(trial.average(task))));
    averages.add(number(trial.score()));
    averages.add(number(trial.average(TrialRun::seconds)));
    averages.add(String.valueOf(Math.round(trial.average(TrialRun::tokens))));
    averages.add(usd(trial.costUsd()));
    averages.add("");
    return table.row(averages).text();
  }

  private static String reasons(Trial trial) {
    var text = new StringBuilder();
    for (var run : trial.runs()) {
      if (!run.failure().isEmpty()) {
        text.append("  run %d: %s\n".formatted(run.number(), line(run.failure())));
      }
      run.tasks()
          .forEach((task, score) -> {
            if (!score.reason().isEmpty()) {
              text.append(
                  "  run %d, %s: %s, %s\n"
                      .formatted(run.number(), task, number(score.value()), line(score.reason())));
            }
          });
    }
    return text.toString();
  }

  /** A line for each figure; of each crew its average, and from the second on the difference. */
  private String comparison() {
    var trials = report.trials();
    var head = new ArrayList<>(List.of(""));
    for (var trial : trials) {
      head.add(trial.label());
      if (!trial.equals(trials.getFirst())) {
        head.add("difference");
      }
    }
    var table = new TextTable().row(ended(head));
    var tasks = new LinkedHashSet<String>();
    trials.forEach(trial -> tasks.addAll(trial.tasks()));
    tasks.forEach(task -> compare(table, task, 1, trial -> trial.average(task)));
    compare(table, "crew", 1, trial -> OptionalDouble.of(trial.score()));
    compare(table, "seconds", 1, trial -> OptionalDouble.of(trial.average(TrialRun::seconds)));
    compare(table, "tokens", 0, trial -> OptionalDouble.of(trial.average(TrialRun::tokens)));
    compare(table, "cost $", 4, trial -> optional(trial.costUsd()));
    compare(table, "completed", 0, trial -> OptionalDouble.of(trial.completed()));
    return table.text();
  }

  private void compare(
      TextTable table, String name, int digits, Function<Trial, OptionalDouble> figure) {
    var row = new ArrayList<>(List.of(name));
    var first = figure.apply(report.trials().getFirst());
    for (var trial : report.trials()) {
      var value = figure.apply(trial);
      row.add(value.isEmpty() ? NONE : fixed(value.getAsDouble(), digits));
      if (!trial.equals(report.trials().getFirst())) {
        row.add(
            value.isEmpty() || first.isEmpty()
                ? NONE
                : signed(value.getAsDouble() - first.getAsDouble(), digits));
      }
    }
    table.row(ended(row));
  }

  /** All columns of numbers are aligned right, so the last one is an empty one. */
  private static List<String> ended(List<String> row) {
    row.add("");
    return row;
  }

  private static OptionalDouble optional(@Nullable BigDecimal value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
  }

  private static String score(@Nullable Score score) {
    return score == null ? NONE : number(score.value());
  }

  private static String number(OptionalDouble value) {
    return value.isEmpty() ? NONE : number(value.getAsDouble());
  }

  private static String number(double value) {
    return fixed(value, 1);
  }

  private static String usd(@Nullable BigDecimal cost) {
    return cost == null ? NONE : cost.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  private static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String signed(double value, int digits) {
    return String.format(Locale.ROOT, "%+." + digits + "f", value);
  }

  private static String line(String words) {
    var one = words.strip().replaceAll("\\s+", " ");
    return one.length() <= REASON_MAX ? one : one.substring(0, REASON_MAX) + " …";
  }
}
