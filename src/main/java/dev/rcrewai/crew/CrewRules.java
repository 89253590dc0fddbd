package dev.rcrewai.crew;

import java.util.List;
import java.util.Set;

/**
 * What must hold between the parts of a crew: names that are used must be there, and be earlier.
 */
final class CrewRules {
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";

  private final CrewParts parts;
  private final Set<String> tools;
  private final Findings findings;

  private CrewRules(CrewParts parts, Set<String> tools, Findings findings) {
    this.parts = parts;
    this.tools = tools;
    this.findings = findings;
  }

  static void check(CrewParts parts, Set<String> tools, Findings findings) {
    new CrewRules(parts, tools, findings).check();
  }

  private void check() {
    if (!parts.head().get("name").isText() && !parts.defaultName().matches(NAME)) {
      findings.problem(
          parts
              .head()
              .problem(
                  "the crew would be named '"
                      + parts.defaultName()
                      + "' after its "
                      + (parts.derived() ? "directory" : "file")
                      + ", but a name must match "
                      + NAME
                      + (parts.derived() ? "; rename the directory" : "; set name")));
    }
    parts.agents().entries().forEach(this::checkTools);
    parts.agents().entries().forEach(agent -> checkDateFormat(agent.get("date_format")));
    for (var task : parts.tasks().entries()) {
      checkAgent(task.get("agent"));
      checkContext(task);
      checkTools(task);
    }
    warnOfIdleAgents();
  }

  private void checkAgent(YamlNode agent) {
    if (agent.isText() && parts.agents().isObject()) {
      checkKnown("agent", agent, parts.agents().keys());
    }
  }

  private void checkContext(YamlNode task) {
    var names = parts.tasks().keys();
    var place = names.indexOf(task.name());
    for (var read : task.get("context").items()) {
      var index = names.indexOf(read.text());
      if (index == place) {
        findings.problem(read.problem("task '" + task.name() + "' is in its own context"));
      } else if (index > place) {
        findings.problem(
            read.problem(
                "task '"
                    + read.text()
                    + "' comes after '"
                    + task.name()
                    + "'; the context names tasks above it"));
      } else if (read.isText()) {
        checkKnown("task", read, names.subList(0, place));
      }
    }
  }

  private void checkTools(YamlNode owner) {
    for (var tool : owner.get("tools").items()) {
      var hint = CrewAiTools.hint(tool.text(), tools);
      if (hint != null && !tools.contains(tool.text())) {
        findings.problem(tool.problem("unknown tool '" + tool.text() + "'" + hint));
      } else if (tool.isText()) {
        checkKnown("tool", tool, tools.stream().sorted().toList());
      }
    }
  }

  private void checkDateFormat(YamlNode format) {
    var fault = DateFormat.fault(format.text());
    if (!fault.isEmpty()) {
      findings.problem(format.problem(fault));
    }
  }

  private void checkKnown(String kind, YamlNode name, List<String> known) {
    if (!known.contains(name.text())) {
      findings.problem(
          name.problem(
              "unknown " + kind + " '" + name.text() + "'" + DidYouMean.hint(name.text(), known)));
    }
  }

  private void warnOfIdleAgents() {
    if (findings.hasProblems()) {
      return; // a misspelt name has been reported already
    }
    var working = new Staffing(parts).working();
    for (var agent : parts.agents().entries()) {
      if (!working.contains(agent.name())) {
        findings.warning(agent.keyProblem("agent '" + agent.name() + "' has no task"));
      }
    }
  }
}
