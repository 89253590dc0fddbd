package dev.rcrewai.crew;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** What must hold of the questions to people: each can be answered, and each approval is asked. */
final class HumanRules {
  private static final List<String> TEXT_RULES = List.of("min_length", "max_length", "pattern");

  private final CrewParts parts;
  private final Staffing staffing;
  private final Findings findings;

  private HumanRules(CrewParts parts, Findings findings) {
    this.parts = parts;
    this.staffing = new Staffing(parts);
    this.findings = findings;
  }

  static void check(CrewParts parts, Findings findings) {
    var rules = new HumanRules(parts, findings);
    parts.agents().entries().forEach(rules::checkApproval);
    parts.tasks().entries().forEach(rules::checkTask);
  }

  /** The questions of a task in which placeholders stand for inputs. */
  static Stream<YamlNode> prompts(YamlNode task) {
    var field = task.get("human_input");
    return Stream.of(field.get("confirm"), field.get("ask").get("question"), field.get("review"))
        .filter(YamlNode::isText);
  }

  /** A misspelt name would let the calls of a tool pass. */
  private void checkApproval(YamlNode agent) {
    var known =
        Stream.concat(tools(agent), staffing.delegationTools(agent).stream()).distinct().toList();
    agent.get("require_approval_for_tools").items().stream()
        .filter(YamlNode::isText)
        .filter(name -> !known.contains(name.text()))
        .forEach(name ->
            findings.problem(
                name.problem(
                    "agent '%s' has no tool '%s'%s"
                        .formatted(
                            agent.name(), name.text(), DidYouMean.hint(name.text(), known)))));
  }

  private Stream<String> tools(YamlNode agent) {
    var tasks = parts.tasks().entries().stream().filter(task -> staffing.mayWorkOn(task, agent));
    var named =
        Stream.concat(Stream.of(agent), tasks)
            .flatMap(owner -> owner.get("tools").items().stream())
            .map(YamlNode::text);
    var referred = McpFields.references(agent).stream().map(McpReference::offeredName);
    return Stream.concat(named, referred);
  }

  private void checkTask(YamlNode task) {
    var field = task.get("human_input");
    if (!field.isObject()) {
      return;
    }
    if (HumanFields.input(task, staffing.lead(task)) == null) {
      findings.problem(
          field.keyProblem("human_input asks nothing; set confirm, ask or review, or remove it"));
    }
    checkAsk(field.get("ask"), findings);
  }

  /** What must hold of one question of the author's own. */
  static void checkAsk(YamlNode ask, Findings findings) {
    checkPattern(ask.get("pattern"), findings);
    var given = TEXT_RULES.stream().map(ask::get).filter(rule -> !rule.json().isMissingNode());
    if (!HumanFields.choices(ask).isEmpty()) {
      checkChoices(ask, findings);
      Stream.concat(given, Stream.of(ask.get("type")))
          .filter(rule -> !rule.json().isMissingNode())
          .forEach(rule ->
              findings.problem(rule.keyProblem(rule.name() + " means nothing beside choices")));
      return;
    }
    var type = ask.get("type").json().asText("string");
    if (!type.equals("string")) {
      given.forEach(rule ->
          findings.problem(
              rule.keyProblem(rule.name() + " means nothing for an answer of type " + type)));
      return;
    }
    int min = ask.get("min_length").json().asInt(1);
    if (ask.get("max_length").json().asInt(Integer.MAX_VALUE) < min) {
      findings.problem(ask.get("max_length").problem("max_length is below min_length, " + min));
    }
  }

  private static void checkChoices(YamlNode ask, Findings findings) {
    Set<String> seen = new HashSet<>();
    ask.get("choices").items().stream()
        .filter(choice -> !seen.add(choice.text()))
        .forEach(choice ->
            findings.problem(choice.problem("the choice '" + choice.text() + "' is there twice")));
  }

  private static void checkPattern(YamlNode pattern, Findings findings) {
    try {
      Pattern.compile(pattern.json().asText());
    } catch (PatternSyntaxException e) {
      findings.problem(
          pattern.problem(
              "pattern is no regular expression: %s near index %d"
                  .formatted(e.getDescription(), e.getIndex())));
    }
  }
}
