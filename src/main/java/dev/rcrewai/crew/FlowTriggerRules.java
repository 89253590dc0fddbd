package dev.rcrewai.crew;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of triggers: a flow begins, each step can run, each name is somebody's. */
final class FlowTriggerRules {
  private static final List<String> TRIGGERS = List.of("start", "listen");

  private final FlowParts parts;
  private final Set<String> steps;
  private final Set<String> labels;
  private final Findings findings;

  private FlowTriggerRules(FlowParts parts, Findings findings) {
    this.parts = parts;
    this.steps = parts.stepNames();
    this.labels = parts.labelNames();
    this.findings = findings;
  }

  static void check(FlowParts parts, Findings findings) {
    var rules = new FlowTriggerRules(parts, findings);
    parts.steps().forEach(rules::checkLabels);
    parts.steps().forEach(rules::checkTrigger);
    rules.checkStart();
    rules.checkReachable();
  }

  private void checkLabels(YamlNode step) {
    for (var label : FlowParts.labels(step)) {
      if (steps.contains(label.text())) {
        findings.problem(
            label.problem(
                "the label '" + label.text() + "' is a step's name; give it another name"));
      } else if (isIgnored(label.text())) {
        findings.warning(label.problem("no step listens to the label '" + label.text() + "'"));
      }
    }
  }

  private boolean isIgnored(String label) {
    return parts.steps().stream()
        .flatMap(step -> FlowParts.sources(step).stream())
        .noneMatch(source -> source.text().equals(label));
  }

  private void checkTrigger(YamlNode step) {
    if (!starts(step) && !step.keys().contains("listen") && !isMisspelt(step)) {
      findings.problem(
          step.keyProblem("step '" + step.name() + "' never runs; give it start: true or listen"));
    }
    var known = new TreeSet<>(steps);
    known.addAll(labels);
    for (var source : FlowParts.sources(step)) {
      if (source.text().equals(step.name())) {
        findings.problem(source.problem("step '" + step.name() + "' listens to itself"));
      } else if (!known.contains(source.text())) {
        findings.problem(
            source.problem(
                "no step and no label is named '%s'%s"
                    .formatted(source.text(), DidYouMean.hint(source.text(), known))));
      }
    }
  }

  private void checkStart() {
    if (!parts.steps().isEmpty()
        && parts.steps().stream().noneMatch(step -> starts(step) || isMisspelt(step))) {
      findings.problem(
          parts.root().get("steps").keyProblem("no step begins the flow; give one start: true"));
    }
  }

  /** Only where all names are right: else it has been said already. */
  private void checkReachable() {
    if (findings.hasProblems()) {
      return;
    }
    var come = new HashSet<String>();
    List<YamlNode> left = parts.steps();
    for (int size = -1; size != left.size(); ) {
      size = left.size();
      left.stream().filter(step -> canRun(step, come)).forEach(step -> add(step, come));
      left = left.stream().filter(step -> !come.contains(step.name())).toList();
    }
    left.forEach(step ->
        findings.problem(
            step.get("listen")
                .keyProblem(
                    "step '" + step.name() + "' never runs: what it listens to never comes")));
  }

  private static boolean canRun(YamlNode step, Set<String> come) {
    var sources = FlowParts.sources(step).stream().map(YamlNode::text).toList();
    boolean all = step.get("listen").get("and").json().isArray();
    return starts(step)
        || (all ? come.containsAll(sources) : sources.stream().anyMatch(come::contains));
  }

  private static void add(YamlNode step, Set<String> come) {
    come.add(step.name());
    FlowParts.labels(step).forEach(label -> come.add(label.text()));
  }

  /** Whether its trigger stands under a misspelt key, which is reported already. */
  private static boolean isMisspelt(YamlNode step) {
    return step.keys().stream()
        .filter(key -> !TRIGGERS.contains(key))
        .anyMatch(key -> DidYouMean.closest(key, TRIGGERS) != null);
  }

  private static boolean starts(YamlNode step) {
    return step.get("start").json().asBoolean();
  }
}
