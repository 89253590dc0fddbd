package dev.rcrewai.engine;

import dev.rcrewai.crew.Condition;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.OutputSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to be compiled for before it is done: its condition and what its answer is held
 * to. Immutable, for any thread.
 *
 * @param output the schema as providers are asked for it
 */
record CompiledTask(
    @Nullable Condition condition,
    @Nullable AnswerSchema schema,
    @Nullable OutputSchema output,
    List<RuleCheck> rules,
    List<Guardrail.Judge> judges) {
  private static final CompiledTask PLAIN =
      new CompiledTask(null, null, null, List.of(), List.of());

  CompiledTask {
    rules = List.copyOf(rules);
    judges = List.copyOf(judges);
  }

  static CompiledTask of(Task task) {
    var checks = task.checks();
    var expression = task.condition();
    if (checks == null && expression == null) {
      return PLAIN;
    }
    var json = checks == null ? null : checks.schema();
    var schema = json == null ? null : new AnswerSchema(json);
    return new CompiledTask(
        expression == null ? null : Condition.of(expression),
        schema,
        schema == null ? null : schema.asked(task.name()),
        checks == null ? List.of() : checks.rules().stream().map(RuleCheck::of).toList(),
        checks == null ? List.of() : checks.judges());
  }
}
