package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold between declared inputs and the placeholders of the prompts. */
final class InputRules {
  private static final List<String> AGENT_PROMPTS = List.of("role", "goal", "backstory");
  private static final List<String> TASK_PROMPTS = List.of("description", "expected_output");

  /** The types to which a constraint applies. */
  private static final Map<String, Set<String>> TYPES =
      Map.of(
          "min_length", Set.of("string"),
          "max_length", Set.of("string"),
          "minimum", Set.of("integer", "number"),
          "maximum", Set.of("integer", "number"),
          "items", Set.of("array"),
          "min_items", Set.of("array"),
          "max_items", Set.of("array"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CrewParts parts;
  private final Findings findings;

  private InputRules(CrewParts parts, Findings findings) {
    this.parts = parts;
    this.findings = findings;
  }

  static void check(CrewParts parts, Findings findings) {
    new InputRules(parts, findings).check();
  }

  /** Every placeholder of the prompts with the text that mentions it first. */
  static Map<String, YamlNode> placeholders(CrewParts parts) {
    var uses = new LinkedHashMap<String, YamlNode>();
    Stream.of(
            prompts(parts.agents(), AGENT_PROMPTS),
            prompts(parts.tasks(), TASK_PROMPTS),
            parts.tasks().entries().stream().flatMap(HumanRules::prompts),
            parts.tasks().entries().stream().flatMap(CheckRules::prompts),
            KnowledgeFields.prompts(parts))
        .flatMap(prompts -> prompts)
        .forEach(prompt ->
            Placeholders.names(prompt.text()).forEach(name -> uses.putIfAbsent(name, prompt)));
    return uses;
  }

  private static Stream<YamlNode> prompts(YamlNode map, List<String> fields) {
    return map.entries().stream().flatMap(entry -> fields.stream().map(entry::get));
  }

  private void check() {
    parts.inputs().entries().forEach(this::checkDeclaration);
    if (parts.derived() || isMisspelt()) {
      return;
    }
    var uses = placeholders(parts);
    checkDeclared(uses);
    checkUsed(uses.keySet());
  }

  private void checkDeclaration(YamlNode input) {
    var type = InputSchema.type(input);
    TYPES.forEach((word, types) -> {
      if (InputSchema.has(input, word) && !types.contains(type)) {
        findings.problem(
            input.get(word).keyProblem(word + " means nothing for an input of type " + type));
      }
    });
    if (input.get("required").json().asBoolean() && InputSchema.has(input, "default")) {
      findings.problem(
          input.get("required").keyProblem("required and default exclude each other; keep one"));
    }
    if (CrewSchema.Part.INPUT.faults(input.json()).isEmpty()) {
      checkValues(input);
    }
  }

  private void checkValues(YamlNode input) {
    JsonNode schema = JSON.valueToTree(InputSchema.property(input));
    Stream.concat(
            Stream.of("default", "example").map(input::get), input.get("enum").items().stream())
        .filter(value -> !value.json().isMissingNode())
        .forEach(value -> checkValue(value, schema));
  }

  private void checkValue(YamlNode value, JsonNode schema) {
    if (!InputCheck.faults(schema, value.json()).isEmpty()) {
      findings.problem(
          value.problem(
              SchemaWords.shown(value.json())
                  + " does not fit the input; expected "
                  + SchemaWords.expected(schema)));
    }
  }

  private void checkDeclared(Map<String, YamlNode> uses) {
    uses.forEach((name, prompt) -> {
      var input = parts.inputs().get(name);
      if (input.json().isMissingNode()) {
        findings.problem(undeclared(name, prompt));
      } else if (!InputSchema.isRequired(input) && !InputSchema.has(input, "default")) {
        findings.problem(
            input.keyProblem(
                "input '"
                    + name
                    + "' is optional, but a prompt needs it; give it a default"
                    + " (\"\" leaves the place empty)"));
      }
    });
  }

  private CrewProblem undeclared(String name, YamlNode prompt) {
    var closest = DidYouMean.closest(name, parts.inputs().keys());
    return prompt.partProblem(
        "{" + name + "}",
        "{"
            + name
            + "} is not declared under inputs"
            + (closest == null ? "" : "; did you mean '" + closest + "'?"));
  }

  private void checkUsed(Set<String> used) {
    if (findings.hasProblems()) {
      return; // a misspelt placeholder has been reported already
    }
    var idle = new HashSet<>(parts.inputs().keys());
    idle.removeAll(used);
    parts.tasks().entries().stream().flatMap(OrderRules::inputs).forEach(idle::remove);
    parts.inputs().entries().stream()
        .filter(input -> idle.contains(input.name()))
        .forEach(input ->
            findings.warning(input.keyProblem("input '" + input.name() + "' is never used")));
  }

  /** Whether the inputs stand under a misspelt key, which is reported already. */
  private boolean isMisspelt() {
    return !InputSchema.has(parts.head(), "inputs")
        && parts.head().keys().stream()
            .anyMatch(key -> "inputs".equals(DidYouMean.closest(key, List.of("inputs"))));
  }
}
