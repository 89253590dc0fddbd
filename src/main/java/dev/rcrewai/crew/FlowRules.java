package dev.rcrewai.crew;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold of each step of a flow: it does one thing, with names that are there. */
final class FlowRules {
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final List<String> ACTIONS = List.of("crew", "tool", "ask", "router");

  /** What means something only beside one of them. */
  private static final Map<String, String> BESIDE = Map.of("inputs", "crew", "arguments", "tool");

  private final FlowParts parts;
  private final Neighbours neighbours;
  private final Set<String> tools;
  private final Findings findings;

  private FlowRules(FlowParts parts, Neighbours neighbours, Set<String> tools, Findings findings) {
    this.parts = parts;
    this.neighbours = neighbours;
    this.tools = tools;
    this.findings = findings;
  }

  static void check(FlowParts parts, Neighbours neighbours, Set<String> tools, Findings findings) {
    new FlowRules(parts, neighbours, tools, findings).check();
    InputRules.check(parts.inputs(), findings);
    FlowTriggerRules.check(parts, findings);
    FlowTemplateRules.check(parts, findings);
  }

  private void check() {
    if (!parts.root().get("name").isText() && !parts.defaultName().matches(NAME)) {
      findings.problem(
          parts
              .root()
              .problem(
                  "the flow would be named '%s' after its file, but a name must match %s; set name"
                      .formatted(parts.defaultName(), NAME)));
    }
    for (var step : parts.steps()) {
      checkAction(step);
      checkCrew(step);
      checkTool(step.get("tool"));
      checkAsk(step.get("ask"));
      checkRouter(step.get("router").items());
      checkSet(step.get("set"));
    }
  }

  private void checkAction(YamlNode step) {
    var given = ACTIONS.stream().filter(step.keys()::contains).toList();
    if (given.isEmpty() && !isMisspelt(step)) {
      findings.problem(
          step.keyProblem(
              "step '" + step.name() + "' does nothing; give it crew, tool, ask or router"));
    }
    given.stream()
        .skip(1)
        .forEach(other ->
            findings.problem(
                step.get(other)
                    .keyProblem(
                        "step '%s' has %s already; one step does one thing"
                            .formatted(step.name(), given.getFirst()))));
    BESIDE.forEach((field, action) -> {
      if (step.keys().contains(field) && !given.contains(action)) {
        findings.problem(step.get(field).keyProblem(field + " means nothing without " + action));
      }
    });
  }

  /** Whether what it does stands under a misspelt key, which is reported already. */
  private static boolean isMisspelt(YamlNode step) {
    return step.keys().stream().anyMatch(key -> DidYouMean.closest(key, ACTIONS) != null);
  }

  private void checkCrew(YamlNode step) {
    var name = step.get("crew");
    if (!name.isText()) {
      return;
    }
    var crew = neighbours.crews().get(name.text());
    if (crew == null) {
      findings.problem(name.problem(neighbours.missing(name.text())));
      return;
    }
    var inputs = step.get("inputs");
    var declared = names(crew.inputs().get("properties"));
    inputs.entries().stream()
        .filter(input -> !declared.contains(input.name()))
        .forEach(input ->
            findings.problem(
                input.keyProblem(
                    "crew '%s' has no input '%s'%s"
                        .formatted(
                            crew.name(), input.name(), DidYouMean.hint(input.name(), declared)))));
    names(crew.inputs().get("required")).stream()
        .filter(required -> !inputs.keys().contains(required))
        .forEach(required ->
            findings.problem(
                name.problem(
                    "crew '%s' needs the input '%s'; give it under inputs"
                        .formatted(crew.name(), required))));
    if (crew.budget() != null && !parts.root().get("budget").isObject()) {
      findings.warning(
          name.problem(
              "crew '%s' has a budget, which does not hold within a flow; give the flow one"
                  .formatted(crew.name())));
    }
  }

  private static List<String> names(@Nullable Object schema) {
    return switch (schema) {
      case Map<?, ?> properties -> properties.keySet().stream().map(String::valueOf).toList();
      case List<?> required -> required.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  private void checkTool(YamlNode tool) {
    if (tool.isText() && !tools.contains(tool.text())) {
      var known = tools.stream().sorted().toList();
      findings.problem(
          tool.problem("unknown tool '" + tool.text() + "'" + DidYouMean.hint(tool.text(), known)));
    }
  }

  private void checkAsk(YamlNode ask) {
    if (!ask.isObject()) {
      return;
    }
    HumanRules.checkAsk(ask, findings);
    var kind = ask.get("kind").json().asText("text");
    boolean shows = ask.keys().contains("output");
    if (kind.equals("review") && !shows) {
      findings.problem(ask.get("kind").problem("a review shows something; name it as output"));
    } else if (shows && !kind.equals("review")) {
      findings.problem(ask.get("output").keyProblem("output means nothing unless kind is review"));
    }
    if (!kind.equals("text")) {
      Stream.of("choices", "type", "min_length", "max_length", "pattern")
          .filter(ask.keys()::contains)
          .forEach(rule ->
              findings.problem(
                  ask.get(rule).keyProblem(rule + " means nothing for an answer to " + a(kind))));
    }
  }

  private static String a(String kind) {
    return (kind.startsWith("a") ? "an " : "a ") + kind;
  }

  private void checkRouter(List<YamlNode> branches) {
    for (int i = 0; i < branches.size(); i++) {
      boolean last = i == branches.size() - 1;
      boolean conditional = branches.get(i).keys().contains("when");
      if (last && conditional) {
        findings.problem(
            branches
                .get(i)
                .get("when")
                .keyProblem(
                    "the last branch of a router has no when: it holds where no other does"));
      } else if (!last && !conditional && branches.get(i).isObject()) {
        findings.problem(
            branches.get(i).problem("when is missing: the branches below are never reached"));
      }
    }
  }

  private void checkSet(YamlNode set) {
    var declared = parts.root().get("state").keys();
    set.entries().stream()
        .filter(field -> !declared.contains(field.name()))
        .forEach(field ->
            findings.problem(
                field.keyProblem(
                    "'%s' is not declared under state%s"
                        .formatted(field.name(), DidYouMean.hint(field.name(), declared)))));
  }
}
