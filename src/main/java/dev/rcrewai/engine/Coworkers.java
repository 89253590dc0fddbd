package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom an agent may ask while it works on a task.
 *
 * @param chain the task's agent, whom it asked, and so on to the agent itself
 * @param all none where it has to work alone
 */
record Coworkers(List<Agent> chain, List<Coworker> all) {
  static final Coworkers NONE = new Coworkers(List.of(), List.of());

  /**
   * One of them.
   *
   * @param name its role, by which models know it; no other coworker has the same
   */
  record Coworker(Agent agent, String name, String goal) {
    boolean isCalled(String other) {
      return normal(name).equals(normal(other));
    }
  }

  /** Those of the last agent of the chain: nobody who waits for it, nor the crew's manager. */
  static Coworkers of(Plan plan, Task task, List<Agent> chain) {
    var crew = plan.crew().crew();
    if (!mayDelegate(crew, chain.getLast()) || chain.size() > Delegation.DEPTH_MAX) {
      return NONE;
    }
    var coworkers = new ArrayList<Coworker>();
    for (var agent : candidates(crew, task, chain).toList()) {
      var role = words(agent.role(), plan);
      boolean taken = coworkers.stream().anyMatch(other -> other.isCalled(role));
      var name = taken ? role + " (" + agent.name() + ")" : role;
      coworkers.add(new Coworker(agent, name, words(agent.goal(), plan)));
    }
    return new Coworkers(chain, List.copyOf(coworkers));
  }

  private static boolean mayDelegate(Crew crew, Agent agent) {
    return agent.allowDelegation() || agent.name().equals(crew.manager());
  }

  /** Under a manager, a task that names an agent is that agent's alone. */
  private static Stream<Agent> candidates(Crew crew, Task task, List<Agent> chain) {
    boolean reserved =
        chain.getLast().name().equals(crew.manager()) && !task.agent().equals(crew.manager());
    return crew.agents().stream()
        .filter(agent -> !agent.name().equals(crew.manager()))
        .filter(agent -> !reserved || agent.name().equals(task.agent()))
        .filter(agent -> !chain.contains(agent));
  }

  private static String words(String text, Plan plan) {
    return Placeholders.fill(text, plan.inputs()).strip().replaceAll("\\s+", " ");
  }

  /** The coworker of that name, however it is spelt, or null; an agent's own name will do. */
  @Nullable Coworker find(String name) {
    for (var coworker : all) {
      if (coworker.isCalled(name)) {
        return coworker;
      }
    }
    for (var coworker : all) {
      if (normal(coworker.agent().name()).equals(normal(name))) {
        return coworker;
      }
    }
    return null;
  }

  List<String> names() {
    return all.stream().map(Coworker::name).toList();
  }

  private static String normal(String name) {
    return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
