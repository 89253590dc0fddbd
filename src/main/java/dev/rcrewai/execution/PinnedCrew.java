package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewBudget;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A crew with every setting that its executions read, as it was when they were accepted. Stored
 * once under the hash of its JSON, so that any node continues them unchanged.
 *
 * @param models the model of each agent, by the agent's name, and of each judge with one of its
 *     own, by {@link #judgeKey}, and that of the {@link #PLANNER}, where there is one
 * @param fallback who is asked when such a model fails, by the same names; pins of older servers
 *     have none
 * @param contextWindows of the models of those agents that respect them, in tokens, by their names
 * @param tools the specs of all tools that the crew's agents may call
 * @param maxRetries of tasks that name none
 * @param inputExpiry how long a question stays open whose task says nothing of it; pins of older
 *     servers ask none
 * @param embedder who makes vectors of the crew's texts; null where they are found by their words,
 *     and where nothing of the crew is ever looked for
 */
public record PinnedCrew(
    Crew crew,
    Map<String, ModelChoice> models,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, List<ModelChoice>> fallback,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Integer> contextWindows,
    List<ToolSpec> tools,
    int maxRetries,
    Duration inputExpiry,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable EmbedderChoice embedder)
    implements Pinned {
  /** The name of whoever plans the crew's tasks, which no agent can have. */
  public static final String PLANNER = "/planning";

  @SuppressWarnings("ConstantValue")
  public PinnedCrew {
    inputExpiry = inputExpiry == null ? Duration.ofDays(1) : inputExpiry;
    models = Map.copyOf(models);
    fallback = Map.copyOf(fallback);
    contextWindows = Map.copyOf(contextWindows);
    tools = List.copyOf(tools);
    for (var agent : crew.agents()) {
      if (!models.containsKey(agent.name())) {
        throw new IllegalArgumentException("agent '" + agent.name() + "' has no model");
      }
    }
    if (crew.planning() != null && !models.containsKey(PLANNER)) {
      throw new IllegalArgumentException("the planner has no model");
    }
  }

  /** One whose agents respect no context window. */
  public PinnedCrew(
      Crew crew,
      Map<String, ModelChoice> models,
      Map<String, List<ModelChoice>> fallback,
      List<ToolSpec> tools,
      int maxRetries,
      Duration inputExpiry) {
    this(crew, models, fallback, Map.of(), tools, maxRetries, inputExpiry, null);
  }

  /** One of whose crew nothing is looked for by meaning. */
  public PinnedCrew(
      Crew crew,
      Map<String, ModelChoice> models,
      Map<String, List<ModelChoice>> fallback,
      Map<String, Integer> contextWindows,
      List<ToolSpec> tools,
      int maxRetries,
      Duration inputExpiry) {
    this(crew, models, fallback, contextWindows, tools, maxRetries, inputExpiry, null);
  }

  @Override
  public String name() {
    return crew.name();
  }

  @Override
  public String process() {
    return crew.process().word();
  }

  @Override
  public @Nullable CrewBudget budget() {
    return crew.budget();
  }

  @Override
  public List<ToolSpec> tools(String name) {
    return tools;
  }

  @Override
  public List<Listed> listed(List<TaskState> begun) {
    return crew.tasks().stream()
        .map(task ->
            new Listed(
                task.name(),
                crew.lead(task).name(),
                task.checks() != null && task.checks().schema() != null))
        .toList();
  }

  /** The tool of that name as it was pinned, or null where the crew has none. */
  public @Nullable ToolSpec tool(String name) {
    for (var spec : tools) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    return null;
  }

  /** The context window of this agent's model; null where it does not matter. */
  public @Nullable Integer contextWindowOf(String agent) {
    return contextWindows.get(agent);
  }

  /** The name of a task's judge, which no agent can have. */
  public static String judgeKey(String task, int index) {
    return task + "/judge/" + index;
  }

  /** The model of this agent, judge or planner. */
  public ModelChoice modelOf(String name) {
    return Objects.requireNonNull(models.get(name), name);
  }

  /** Who is asked, in this order, when the model of this one fails. */
  public List<ModelChoice> fallbackOf(String name) {
    return fallback.getOrDefault(name, List.of());
  }
}
