package dev.rcrewai.cli;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewPlanning;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A crew that differs in one thing from what its file says. */
final class ChangedCrew {
  /** As crews' files have it. */
  private static final int RETRIES_MAX = 10;

  private ChangedCrew() {}

  /** The same under another name. */
  static Crew named(Crew crew, String name) {
    return copy(crew, name, crew.agents(), crew.tasks(), crew.planning());
  }

  /**
   * The same with one model for all agents, the manager and the planner, and no fallback.
   *
   * @param takesTemperature whether it takes the temperatures that the author gave
   */
  static Crew askedOf(Crew crew, AgentModel model, boolean takesTemperature) {
    var agents =
        crew.agents().stream()
            .map(agent -> agent.askedOf(asked(agent.llm(), model, takesTemperature)))
            .toList();
    var planning =
        crew.planning() == null
            ? null
            : new CrewPlanning(asked(crew.planning().llm(), model, takesTemperature));
    return copy(crew, crew.name(), agents, crew.tasks(), planning);
  }

  /**
   * The same with a person who reviews each answer.
   *
   * @param retriesMax further attempts of tasks that name none
   * @param reviewsMax how many more of them the person may ask for
   */
  static Crew reviewed(Crew crew, int retriesMax, int reviewsMax) {
    var tasks = crew.tasks().stream().map(task -> reviewed(task, retriesMax, reviewsMax)).toList();
    return copy(crew, crew.name(), crew.agents(), tasks, crew.planning());
  }

  /** What the author said of answers stays; only a key of another provider's is of no use. */
  private static AgentModel asked(
      @Nullable AgentModel own, AgentModel model, boolean takesTemperature) {
    if (own == null) {
      return model;
    }
    var key =
        model.provider() != null && model.provider().equals(own.provider()) ? own.key() : null;
    return new AgentModel(
        model.provider(),
        model.model(),
        takesTemperature ? own.temperature() : null,
        own.maxTokens(),
        List.of(),
        key);
  }

  private static Task reviewed(Task task, int retriesMax, int reviewsMax) {
    var own = task.humanInput();
    var human =
        own == null
            ? new HumanInput(null, null, HumanInput.DEFAULT_WORDS, null)
            : new HumanInput(
                own.confirm(),
                own.ask(),
                requireNonNullElse(own.review(), HumanInput.DEFAULT_WORDS),
                own.expiresIn());
    int retries = requireNonNullElse(task.maxRetries(), retriesMax) + reviewsMax;
    return new Task(
        task.name(),
        task.description(),
        task.expectedOutput(),
        task.agent(),
        task.context(),
        task.tools(),
        Math.min(RETRIES_MAX, retries),
        human,
        task.checks(),
        task.condition(),
        task.async(),
        task.outputFile(),
        task.markdown(),
        task.attachments());
  }

  private static Crew copy(
      Crew crew,
      String name,
      List<Agent> agents,
      List<Task> tasks,
      @Nullable CrewPlanning planning) {
    return new Crew(
        name,
        crew.description(),
        crew.process(),
        crew.inputs(),
        agents,
        tasks,
        crew.budget(),
        crew.manager(),
        crew.consensusAgents(),
        crew.onTaskFailure(),
        planning,
        crew.rpmMax(),
        crew.memory(),
        crew.embedder(),
        crew.knowledge(),
        crew.mcp());
  }
}
