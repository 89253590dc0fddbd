package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param manager the name of the agent that leads a hierarchical crew, or null where none does
 * @param consensusAgents how many agents of a consensual crew propose and vote; null in others
 * @param onTaskFailure what becomes of the other tasks; crews of older servers continue
 * @param planning who plans the tasks before the first of them, or null where nobody does
 * @param rpmMax how many chats may begin in a minute of one execution ({@code max_rpm}), or null
 * @param memory what it remembers from one execution to the next, or null for nothing
 * @param embedder who makes vectors of its texts, or null for the server's choice
 * @param knowledge what all its agents know, or null for nothing
 * @param mcp servers of the crew's own; crews of older servers have none
 */
public record Crew(
    String name,
    String description,
    Process process,
    Map<String, Object> inputs,
    List<Agent> agents,
    List<Task> tasks,
    @Nullable CrewBudget budget,
    @JsonProperty("manager_agent") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String manager,
    @JsonProperty("consensus_agents") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer consensusAgents,
    @JsonProperty("on_task_failure") OnTaskFailure onTaskFailure,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CrewPlanning planning,
    @JsonProperty("max_rpm") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer rpmMax,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CrewMemory memory,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Embedder embedder,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Knowledge knowledge,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<CrewServer> mcp)
    implements Automation {
  public static final int CONSENSUS_AGENTS_DEFAULT = 3;

  @SuppressWarnings("ConstantValue")
  public Crew {
    onTaskFailure = onTaskFailure == null ? OnTaskFailure.CONTINUE : onTaskFailure;
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    agents = List.copyOf(agents);
    tasks = List.copyOf(tasks);
    mcp = mcp == null ? List.of() : List.copyOf(mcp);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("crew '" + name + "' has no tasks");
    }
  }

  /** A crew without a manager, a vote, a plan and a memory, which goes on after a failure. */
  public Crew(
      String name,
      String description,
      Process process,
      Map<String, Object> inputs,
      List<Agent> agents,
      List<Task> tasks,
      @Nullable CrewBudget budget) {
    this(
        name,
        description,
        process,
        inputs,
        agents,
        tasks,
        budget,
        null,
        null,
        OnTaskFailure.CONTINUE,
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  /** The tools that its agents and tasks name, each once, sorted. */
  public List<String> toolNames() {
    return Stream.concat(
            agents.stream().flatMap(agent -> agent.tools().stream()),
            tasks.stream().flatMap(task -> task.tools().stream()))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether texts are looked up for its agents, so that it matters who makes vectors of them. */
  public boolean looksUpTexts() {
    return embedder != null
        || memory != null
        || knowledge != null
        || agents.stream().anyMatch(agent -> agent.knowledge() != null);
  }

  /** All that one of its agents knows: what the crew does, and what only the agent does. */
  public List<Knowledge> knowledgeOf(Agent agent) {
    return Stream.of(Optional.ofNullable(knowledge), Optional.ofNullable(agent.knowledge()))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Crew> members() {
    return List.of(this);
  }

  /** Who answers the task: the crew's manager where it has one, else the task's own agent. */
  public Agent lead(Task task) {
    return agent(manager == null ? task.agent() : manager);
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
