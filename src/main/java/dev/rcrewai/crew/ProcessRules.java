package dev.rcrewai.crew;

import java.util.List;

/** What must hold of who leads a crew, who answers its tasks, and who votes. */
final class ProcessRules {
  private final CrewParts parts;
  private final Staffing staffing;
  private final Findings findings;

  private ProcessRules(CrewParts parts, Findings findings) {
    this.parts = parts;
    this.staffing = new Staffing(parts);
    this.findings = findings;
  }

  static void check(CrewParts parts, Findings findings) {
    var rules = new ProcessRules(parts, findings);
    rules.checkTaskAgents();
    rules.warnOfGuesses();
    rules.checkManager();
    rules.checkVoters();
    rules.warnOfLonelyAgents();
  }

  private void checkTaskAgents() {
    if (staffing.isManaged() || staffing.assignsByKeywords()) {
      return;
    }
    parts.tasks().entries().stream()
        .filter(task -> task.isObject() && task.get("agent").json().isMissingNode())
        .forEach(
            task -> findings.problem(FaultProblems.missing(task.document(), task.at(), "agent")));
  }

  /** Where CrewAI's Python would say who does a task, the choice is ours and may be wrong. */
  private void warnOfGuesses() {
    var assignment = parts.head().get("assignment");
    boolean isAskedFor = assignment.document().has(assignment.at());
    if (isAskedFor || !staffing.assignsByKeywords() || staffing.workers().size() < 2) {
      return;
    }
    for (var task : parts.tasks().entries()) {
      if (task.isObject() && task.get("agent").json().isMissingNode()) {
        findings.warning(
            task.keyProblem(
                "agent is missing in '%s'; '%s' fits best and gets it; set agent to decide it"
                    .formatted(task.name(), staffing.agent(task))));
      }
    }
  }

  private void checkManager() {
    var agent = parts.head().get("manager_agent");
    var model = parts.head().get("manager_llm");
    if (!staffing.isManaged()) {
      var why =
          parts.process() == Process.HIERARCHICAL
              ? "where assignment is keywords"
              : "in a " + parts.process().word() + " crew";
      List.of(agent, model).forEach(field -> refuse(field, "means nothing " + why));
      return;
    }
    if (agent.json().isMissingNode()) {
      checkDefaultManager();
    } else if (agent.isText() && parts.agents().isObject()) {
      checkNamedManager(agent, parts.agents().get(agent.text()));
      refuse(model, "and manager_agent exclude each other; set llm of '" + agent.text() + "'");
    }
  }

  private void checkDefaultManager() {
    var agent = parts.agents().get(Staffing.DEFAULT_MANAGER);
    if (agent.isObject()) {
      findings.problem(
          agent.keyProblem(
              "the name 'crew_manager' belongs to the crew's own manager; set manager_agent:"
                  + " crew_manager, or choose another name"));
    }
  }

  private void checkNamedManager(YamlNode name, YamlNode manager) {
    if (!manager.isObject()) {
      var hint = DidYouMean.hint(name.text(), parts.agents().keys());
      findings.problem(name.problem("unknown agent '" + name.text() + "'" + hint));
      return;
    }
    for (var field : List.of("tools", "mcps")) {
      if (!manager.get(field).items().isEmpty()) {
        findings.problem(
            manager
                .get(field)
                .keyProblem(
                    "'"
                        + name.text()
                        + "' is the crew's manager and may not have tools; give them"
                        + " to its coworkers"));
      }
    }
    if (staffing.workers().isEmpty()) {
      findings.problem(
          name.problem("the manager '" + name.text() + "' has no coworkers; add an agent"));
    }
    parts.tasks().entries().stream()
        .map(task -> task.get("agent"))
        .filter(agent -> agent.text().equals(name.text()))
        .forEach(agent ->
            findings.problem(
                agent.problem(
                    "'"
                        + name.text()
                        + "' is the crew's manager, to whom no task is given; name a"
                        + " coworker, or leave agent out")));
  }

  private void checkVoters() {
    var voters = parts.head().get("consensus_agents");
    if (parts.process() != Process.CONSENSUAL) {
      refuse(voters, "means nothing in a " + parts.process().word() + " crew");
      return;
    }
    int agents = parts.agents().keys().size();
    if (agents == 1) {
      findings.warning(
          parts.head().get("process").problem("the crew has one agent; there is nobody to vote"));
    } else if (voters.json().asInt(0) > agents) {
      findings.warning(
          voters.problem(
              "consensus_agents is %d; the crew has %d agents"
                  .formatted(staffing.consensusAgents(), agents)));
    }
  }

  private void warnOfLonelyAgents() {
    for (var agent : staffing.workers()) {
      if (agent.get("allow_delegation").json().asBoolean() && staffing.workers().size() == 1) {
        findings.warning(
            agent
                .get("allow_delegation")
                .keyProblem("agent '" + agent.name() + "' has no coworkers to delegate to"));
      }
    }
  }

  private void refuse(YamlNode field, String why) {
    if (!field.json().isMissingNode()) {
      findings.problem(field.keyProblem(field.name() + " " + why));
    }
  }
}
