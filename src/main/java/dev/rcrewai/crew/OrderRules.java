package dev.rcrewai.crew;

import java.util.List;
import java.util.stream.Stream;

/** What must hold of when tasks run: conditions can be evaluated, and somebody waits for each. */
final class OrderRules {
  private final CrewParts parts;
  private final Findings findings;

  private OrderRules(CrewParts parts, Findings findings) {
    this.parts = parts;
    this.findings = findings;
  }

  static void check(CrewParts parts, Findings findings) {
    var rules = new OrderRules(parts, findings);
    parts.tasks().entries().forEach(task -> rules.checkCondition(task.get("condition"), task));
    rules.checkTrailing();
  }

  /** The inputs that a task's condition reads. */
  static Stream<String> inputs(YamlNode task) {
    var field = task.get("condition");
    try {
      return field.isText() ? Condition.of(field.text()).inputs().stream() : Stream.empty();
    } catch (IllegalArgumentException _) {
      return Stream.empty(); // reported as a problem of the condition
    }
  }

  private void checkCondition(YamlNode field, YamlNode task) {
    if (!field.isText()) {
      return;
    }
    try {
      var condition = Condition.of(field.text());
      condition.tasks().forEach(name -> checkTask(name, field, task));
      condition.inputs().forEach(name -> checkInput(name, field));
    } catch (IllegalArgumentException e) {
      findings.problem(field.problem("the condition does not compile: " + e.getMessage()));
    }
  }

  private void checkTask(String name, YamlNode field, YamlNode task) {
    var names = parts.tasks().keys();
    var above = names.subList(0, names.indexOf(task.name()));
    if (!above.contains(name)) {
      findings.problem(
          field.partProblem(
              name,
              "the condition reads task '%s', and there is none above '%s'%s"
                  .formatted(name, task.name(), DidYouMean.hint(name, above))));
    }
  }

  private void checkInput(String name, YamlNode field) {
    var declared = parts.inputs().keys();
    if (!parts.derived() && !declared.contains(name)) {
      findings.problem(
          field.partProblem(
              name,
              "the condition reads input '%s', which is not declared under inputs%s"
                  .formatted(name, DidYouMean.hint(name, declared))));
    }
  }

  /** As in CrewAI: of the last tasks only one may be left to run by itself. */
  private void checkTrailing() {
    var tasks = parts.tasks().entries();
    if (parts.process() == Process.PARALLEL || tasks.size() < 2) {
      return;
    }
    List<YamlNode> last = tasks.subList(tasks.size() - 2, tasks.size());
    if (last.stream().allMatch(CrewBuilder::isAsync)) {
      findings.problem(
          last.getLast()
              .get("async_execution")
              .keyProblem("a crew may end with one async task; the task before it is async too"));
    }
  }
}
