package dev.rcrewai.engine;

import dev.rcrewai.crew.OutputChecks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those checks of an answer that need no model, for whoever has an answer and no execution.
 * Immutable, for any thread.
 */
public final class AnswerChecks {
  private final @Nullable AnswerSchema schema;
  private final List<RuleCheck> rules;

  private AnswerChecks(@Nullable AnswerSchema schema, List<RuleCheck> rules) {
    this.schema = schema;
    this.rules = rules;
  }

  /** Compiles them. */
  public static AnswerChecks of(OutputChecks checks) {
    var schema = checks.schema();
    return new AnswerChecks(
        schema == null ? null : new AnswerSchema(schema),
        checks.rules().stream().map(RuleCheck::of).toList());
  }

  /** What each check finds wrong, the schema first; empty where it finds nothing. */
  public List<String> faults(String answer) {
    var faults = new ArrayList<String>();
    if (schema != null) {
      faults.add(schema.read(answer) instanceof AnswerSchema.Unfit(var why) ? why : "");
    }
    rules.forEach(check -> faults.add(String.join("; ", check.faults(answer))));
    return faults;
  }
}
