package dev.rcrewai.crew;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A team of agents and its tasks. Immutable; an execution keeps the one it started with.
 *
 * @param name as callers name it
 * @param description for people; may be empty
 * @param inputs the declared inputs as a JSON Schema of type object (maps and lists), with {@code
 *     required} and, per property, {@code examples} and {@code default}; keeps its order, so that
 *     the same crew is always the same JSON
 * @param agents in the order written
 * @param tasks in the order written
 * @param budget of each execution, or null where only the server's hold
 */
public record Crew(
    String name,
    String description,
    Process process,
    Map<String, Object> inputs,
    List<Agent> agents,
    List<Task> tasks,
    @Nullable CrewBudget budget) {
  public Crew {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    agents = List.copyOf(agents);
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("crew '" + name + "' has no tasks");
    }
  }

  /** The agent of that name. */
  public Agent agent(String agentName) {
    for (var agent : agents) {
      if (agent.name().equals(agentName)) {
        return agent;
      }
    }
    throw new IllegalArgumentException("crew '" + name + "' has no agent '" + agentName + "'");
  }
}
