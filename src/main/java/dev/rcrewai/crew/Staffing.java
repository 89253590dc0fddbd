package dev.rcrewai.crew;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who does what in a crew, as its file says it: who leads, who answers a task, who may help. */
record Staffing(CrewParts parts) {
  /** The manager of a hierarchical crew that names none of its agents. */
  static final String DEFAULT_MANAGER = "crew_manager";

  private static final List<String> DELEGATION_TOOLS = List.of("delegate_work", "ask_question");

  /** Whether a manager answers the tasks. */
  boolean isManaged() {
    return parts.process() == Process.HIERARCHICAL && !assignsByKeywords();
  }

  /** Whether tasks that name no agent get the one whose role and goal fit best. */
  boolean assignsByKeywords() {
    return parts.head().get("assignment").text().equals("keywords");
  }

  /** Whether the crew is led by this agent of its own. */
  boolean isManager(String agent) {
    return isManaged() && parts.head().get("manager_agent").text().equals(agent);
  }

  /** The manager's name; only where there is one. */
  String manager() {
    var named = parts.head().get("manager_agent");
    return named.isText() ? named.text() : DEFAULT_MANAGER;
  }

  /** The names of all agents, that of a manager of the server's among them. */
  List<String> names() {
    var manager = isManaged() ? Stream.of(manager()) : Stream.<String>empty();
    return Stream.concat(parts.agents().keys().stream(), manager).distinct().toList();
  }

  /** The agents among whom the work is shared: all but the manager. */
  List<YamlNode> workers() {
    return parts.agents().entries().stream().filter(agent -> !isManager(agent.name())).toList();
  }

  /** The name of the task's agent, as {@link Task#agent} has it; empty where it needs one. */
  String agent(YamlNode task) {
    var named = task.get("agent").text();
    if (!named.isEmpty()) {
      return named;
    }
    return assignsByKeywords()
        ? KeywordAssignment.agent(task, workers())
        : isManaged() ? manager() : "";
  }

  /** The agent that answers the task; missing where the manager is none of the file. */
  YamlNode lead(YamlNode task) {
    return parts.agents().get(isManaged() ? manager() : agent(task));
  }

  /** Whether the agent may be at work on this task, so that it has the task's tools. */
  boolean mayWorkOn(YamlNode task, YamlNode agent) {
    return agent(task).equals(agent.name())
        || isManaged()
        || parts.process() == Process.CONSENSUAL
        || anybodyDelegates();
  }

  /** The tools that reach coworkers, where this agent has them. */
  List<String> delegationTools(YamlNode agent) {
    return isManager(agent.name()) || delegates(agent) ? DELEGATION_TOOLS : List.of();
  }

  /** How many agents of a consensual crew propose and vote. */
  int consensusAgents() {
    return parts.head().get("consensus_agents").json().asInt(Crew.CONSENSUS_AGENTS_DEFAULT);
  }

  /** The names of all agents that may ever have something to do. */
  Set<String> working() {
    var working = new HashSet<String>();
    for (var task : parts.tasks().entries()) {
      var agent = agent(task);
      working.add(agent);
      if (isManaged()) {
        working.add(manager());
      }
      if (isManaged() && agent.equals(manager())) {
        workers().forEach(worker -> working.add(worker.name()));
      }
      if (parts.process() == Process.CONSENSUAL) {
        others(agent).limit(consensusAgents() - 1L).forEach(working::add);
      }
    }
    var anyDelegates =
        parts.agents().entries().stream()
            .anyMatch(agent -> working.contains(agent.name()) && delegates(agent));
    if (anyDelegates) {
      workers().forEach(worker -> working.add(worker.name()));
    }
    return working;
  }

  private Stream<String> others(String agent) {
    return parts.agents().keys().stream().filter(name -> !name.equals(agent));
  }

  private boolean anybodyDelegates() {
    return parts.agents().entries().stream().anyMatch(Staffing::delegates);
  }

  private static boolean delegates(YamlNode agent) {
    return agent.get("allow_delegation").json().asBoolean();
  }
}
