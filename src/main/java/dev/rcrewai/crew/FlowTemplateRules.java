package dev.rcrewai.crew;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold of the expressions in a flow: they compile, and what they read is declared. */
final class FlowTemplateRules {
  /** What looks like an expression, or like a crew's placeholder. */
  private static final Pattern MEANT =
      Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)([.\\[][^{}]*)?}");

  private final FlowParts parts;
  private final Map<String, List<String>> known;
  private final Findings findings;
  private final Set<String> inputsUsed = new HashSet<>();

  private FlowTemplateRules(FlowParts parts, Findings findings) {
    this.parts = parts;
    this.findings = findings;
    this.known =
        Map.of(
            FlowExpression.INPUTS, parts.root().get("inputs").keys(),
            FlowExpression.STATE, parts.root().get("state").keys(),
            FlowExpression.STEPS, parts.root().get("steps").keys());
  }

  static void check(FlowParts parts, Findings findings) {
    new FlowTemplateRules(parts, findings).check();
  }

  private void check() {
    texts(parts.root().get("state"))
        .forEach(text -> checkTemplate(text, List.of(FlowExpression.INPUTS)));
    Stream.concat(
            Stream.of(parts.root().get("output")),
            parts.steps().stream().flatMap(FlowTemplateRules::templates))
        .flatMap(FlowTemplateRules::texts)
        .forEach(text -> checkTemplate(text, FlowExpression.ROOTS));
    parts.steps().stream()
        .flatMap(step -> step.get("router").items().stream())
        .map(branch -> branch.get("when"))
        .filter(YamlNode::isText)
        .forEach(this::checkCondition);
    if (!findings.hasProblems()) {
      parts.root().get("inputs").entries().stream()
          .filter(input -> !inputsUsed.contains(input.name()))
          .forEach(input ->
              findings.warning(input.keyProblem("input '" + input.name() + "' is never used")));
    }
  }

  private static Stream<YamlNode> templates(YamlNode step) {
    var ask = step.get("ask");
    return Stream.of(
        step.get("inputs"),
        step.get("arguments"),
        step.get("set"),
        ask.get("question"),
        ask.get("output"));
  }

  /** All texts in a value, where each stands. */
  private static Stream<YamlNode> texts(YamlNode value) {
    return value.isText()
        ? Stream.of(value)
        : Stream.concat(value.entries().stream(), value.items().stream())
            .flatMap(FlowTemplateRules::texts);
  }

  private void checkTemplate(YamlNode text, List<String> roots) {
    var written = text.json().asText();
    FlowTemplate.expressions(written).forEach(braced -> checkBraced(text, braced, roots));
    MEANT
        .matcher(written)
        .results()
        .filter(match -> FlowTemplate.expressions(match.group()).findAny().isEmpty())
        .forEach(match -> checkMeant(text, match.group(), match.group(1), match.group(2) != null));
  }

  private void checkBraced(YamlNode text, String braced, List<String> roots) {
    try {
      checkNames(text, FlowExpression.of(FlowTemplate.inner(braced)), roots);
    } catch (IllegalArgumentException e) {
      findings.problem(text.partProblem(braced, braced + " does not compile: " + e.getMessage()));
    }
  }

  private void checkCondition(YamlNode when) {
    try {
      checkNames(when, FlowExpression.condition(when.text()), FlowExpression.ROOTS);
    } catch (IllegalArgumentException e) {
      findings.problem(when.problem("the condition does not compile: " + e.getMessage()));
    }
  }

  private void checkNames(YamlNode text, FlowExpression expression, Collection<String> roots) {
    inputsUsed.addAll(expression.names(FlowExpression.INPUTS));
    for (var root : FlowExpression.ROOTS) {
      var names = known.getOrDefault(root, List.of());
      for (var name : expression.names(root)) {
        if (!roots.contains(root)) {
          findings.problem(
              text.partProblem(root, "the state begins before any step; it can read inputs only"));
        } else if (!names.contains(name)) {
          findings.problem(
              text.partProblem(
                  name,
                  "there is no '%s.%s'%s".formatted(root, name, DidYouMean.hint(name, names))));
        }
      }
    }
  }

  /** A crew's placeholder would stay as it is, and so would a map whose name is misspelt. */
  private void checkMeant(YamlNode text, String braced, String word, boolean isPath) {
    var root =
        isPath
            ? DidYouMean.closest(word, FlowExpression.ROOTS)
            : FlowExpression.ROOTS.stream()
                .filter(each -> known.getOrDefault(each, List.of()).contains(word))
                .findFirst()
                .orElse(null);
    if (root != null) {
      var meant = isPath ? "'" + root + "'" : "'{" + root + "." + word + "}'";
      findings.problem(
          text.partProblem(
              braced, braced + " stays as it is in a flow; did you mean " + meant + "?"));
    }
  }
}
