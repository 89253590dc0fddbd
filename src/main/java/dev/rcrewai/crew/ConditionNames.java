package dev.rcrewai.crew;

import dev.cel.common.CelAbstractSyntaxTree;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The inputs and tasks that a condition reads, by {@code inputs.NAME} or {@code inputs['NAME']}.
 */
record ConditionNames(Set<String> inputs, Set<String> tasks) {
  static final String INPUTS = "inputs";
  static final String TASKS = "tasks";

  ConditionNames {
    inputs = Collections.unmodifiableSet(new LinkedHashSet<>(inputs));
    tasks = Collections.unmodifiableSet(new LinkedHashSet<>(tasks));
  }

  /**
   * The names in an expression.
   *
   * @throws IllegalArgumentException where it reads something whose name it does not say
   */
  static ConditionNames of(CelAbstractSyntaxTree tree) {
    var names = ExpressionNames.of(tree, List.of(INPUTS, TASKS));
    return new ConditionNames(
        names.getOrDefault(INPUTS, Set.of()), names.getOrDefault(TASKS, Set.of()));
  }
}
