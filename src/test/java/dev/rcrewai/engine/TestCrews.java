package dev.rcrewai.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.CrewPlanning;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.Knowledge;
import dev.rcrewai.crew.KnowledgeSource;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.OutputFile;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.crew.ToolApproval;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Small crews. Agents have five turns, tasks two retries; {@code mail} has side effects. */
final class TestCrews {
  static final int TURNS_MAX = 5;
  static final int RETRIES_MAX = 2;
  static final Map<String, Object> INPUTS = Map.of("topic", "tea");

  static final ToolSpec SEARCH = tool("search", false);
  static final ToolSpec MAIL = tool("mail", true);

  private TestCrews() {}

  static Agent agent(String name, String... tools) {
    return agent(name, TURNS_MAX, null, tools);
  }

  static Agent agent(String name, int turnsMax, @Nullable Duration timeMax, String... tools) {
    return new Agent(
        name, "Expert " + name, "know all of {topic}", "", List.of(tools), null, turnsMax, timeMax);
  }

  static Task task(String name, String agent, String... context) {
    return task(name, agent, null, context);
  }

  static Task task(String name, String agent, @Nullable Integer retriesMax, String... context) {
    return new Task(name, "Do " + name, "A line", agent, List.of(context), List.of(), retriesMax);
  }

  /** The same task, about which people are asked. */
  static Task asking(Task task, @Nullable HumanInput human) {
    return remade(task, human, task.checks(), task.condition(), task.async(), task.outputFile());
  }

  /** The same task, whose answer is held to something. */
  static Task checked(Task task, @Nullable OutputChecks checks) {
    return remade(
        task, task.humanInput(), checks, task.condition(), task.async(), task.outputFile());
  }

  /** The same task, done only under a condition. */
  static Task onlyIf(Task task, @Nullable String condition) {
    return remade(
        task, task.humanInput(), task.checks(), condition, task.async(), task.outputFile());
  }

  /** The same task, for which those after it need not wait. */
  static Task async(Task task) {
    return remade(
        task, task.humanInput(), task.checks(), task.condition(), true, task.outputFile());
  }

  /** The same task, whose answer is written to a file. */
  static Task written(Task task, @Nullable String path) {
    return remade(
        task,
        task.humanInput(),
        task.checks(),
        task.condition(),
        task.async(),
        path == null ? null : new OutputFile(path, true));
  }

  private static Task remade(
      Task task,
      @Nullable HumanInput human,
      @Nullable OutputChecks checks,
      @Nullable String condition,
      boolean async,
      @Nullable OutputFile file) {
    return new Task(
        task.name(),
        task.description(),
        task.expectedOutput(),
        task.agent(),
        task.context(),
        task.tools(),
        task.maxRetries(),
        human,
        checks,
        condition,
        async,
        file,
        task.markdown(),
        task.attachments());
  }

  /** A schema of objects with one whole number, {@code score}. */
  static JsonNode schema() {
    var schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.putObject("properties").putObject("score").put("type", "integer");
    schema.putArray("required").add("score");
    return schema;
  }

  /** Rules of which one holds: the answer contains that text. */
  static Guardrail contains(String text) {
    return new Guardrail.Rules(null, null, null, List.of(text), List.of(), Map.of());
  }

  static OutputChecks guarded(Guardrail... guardrails) {
    return new OutputChecks(null, List.of(guardrails), null);
  }

  /** The same task with these tools of its own. */
  static Task withTools(Task task, String... tools) {
    return new Task(
        task.name(),
        task.description(),
        task.expectedOutput(),
        task.agent(),
        task.context(),
        List.of(tools),
        task.maxRetries());
  }

  /** The same agent, which may have its coworkers work for it. */
  static Agent delegating(Agent agent) {
    return remade(
        agent, agent.toolApproval(), true, agent.dateFormat(), agent.reasoningAttemptsMax());
  }

  /** The same agent, which has calls of these tools approved; of all where there are none. */
  static Agent careful(Agent agent, String... tools) {
    var approval = new ToolApproval(tools.length == 0, List.of(tools));
    return remade(
        agent, approval, agent.allowDelegation(), agent.dateFormat(), agent.reasoningAttemptsMax());
  }

  /** The same agent, which is told the date. */
  static Agent dated(Agent agent, String format) {
    return remade(
        agent, agent.toolApproval(), agent.allowDelegation(), format, agent.reasoningAttemptsMax());
  }

  /** The same agent, which makes a plan first. */
  static Agent reasoning(Agent agent, int attemptsMax) {
    return remade(
        agent, agent.toolApproval(), agent.allowDelegation(), agent.dateFormat(), attemptsMax);
  }

  private static Agent remade(
      Agent agent,
      @Nullable ToolApproval approval,
      boolean delegates,
      @Nullable String dateFormat,
      @Nullable Integer reasoning) {
    return new Agent(
        agent.name(),
        agent.role(),
        agent.goal(),
        agent.backstory(),
        agent.tools(),
        agent.llm(),
        agent.turnsMax(),
        agent.executionTimeMax(),
        approval,
        delegates,
        dateFormat,
        reasoning,
        agent.respectsContextWindow(),
        agent.rpmMax(),
        agent.suggestions(),
        agent.knowledge());
  }

  static Plan sequential(List<Agent> agents, Task... tasks) {
    return plan(Process.SEQUENTIAL, agents, List.of(tasks));
  }

  static Plan parallel(List<Agent> agents, Task... tasks) {
    return plan(Process.PARALLEL, agents, List.of(tasks));
  }

  /** One task {@code x} of one agent {@code a}. */
  static Plan single(Agent agent) {
    return sequential(List.of(agent), task("x", agent.name()));
  }

  /** A crew led by its agent {@code boss}; tasks of {@code boss} are anybody's. */
  static Plan hierarchical(List<Agent> agents, Task... tasks) {
    return plan(
        crew(Process.HIERARCHICAL, agents, List.of(tasks), "boss", null, OnTaskFailure.CONTINUE));
  }

  static Plan consensual(int members, List<Agent> agents, Task... tasks) {
    return plan(
        crew(Process.CONSENSUAL, agents, List.of(tasks), null, members, OnTaskFailure.CONTINUE));
  }

  /** No task begins after one has failed. */
  static Plan stopping(Process process, List<Agent> agents, Task... tasks) {
    return plan(crew(process, agents, List.of(tasks), null, null, OnTaskFailure.STOP));
  }

  static Crew crew(
      Process process,
      List<Agent> agents,
      List<Task> tasks,
      @Nullable String manager,
      @Nullable Integer members,
      OnTaskFailure onTaskFailure) {
    return new Crew(
        "team",
        "",
        process,
        Map.of(),
        agents,
        tasks,
        null,
        manager,
        members,
        onTaskFailure,
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  static Plan plan(Process process, List<Agent> agents, List<Task> tasks) {
    return plan(new Crew("team", "", process, Map.of(), agents, tasks, null));
  }

  /** The same crew, whose tasks are planned first. */
  static Crew planned(Crew crew) {
    return remade(crew, new CrewPlanning(null), crew.memory());
  }

  /** The same plan, of a crew that remembers. */
  static Plan remembering(Plan plan) {
    var crew = plan.crew().crew();
    return plan(remade(crew, crew.planning(), CrewMemory.ofAll()));
  }

  /** The same plan, of a crew that knows a document. */
  static Plan knowing(Plan plan) {
    var crew = plan.crew().crew();
    var known = new Knowledge(List.of(new KnowledgeSource.Text("Tea is green.")));
    return plan(remade(crew, crew.planning(), crew.memory(), known));
  }

  private static Crew remade(
      Crew crew, @Nullable CrewPlanning planning, @Nullable CrewMemory memory) {
    return remade(crew, planning, memory, crew.knowledge());
  }

  private static Crew remade(
      Crew crew,
      @Nullable CrewPlanning planning,
      @Nullable CrewMemory memory,
      @Nullable Knowledge knowledge) {
    return new Crew(
        crew.name(),
        crew.description(),
        crew.process(),
        crew.inputs(),
        crew.agents(),
        crew.tasks(),
        crew.budget(),
        crew.manager(),
        crew.consensusAgents(),
        crew.onTaskFailure(),
        planning,
        crew.rpmMax(),
        memory,
        crew.embedder(),
        knowledge,
        crew.mcp());
  }

  /** The same plan, of a crew whose tasks are planned first. */
  static Plan planned(Plan plan) {
    return plan(planned(plan.crew().crew()));
  }

  static Plan plan(Crew crew) {
    Map<String, ModelChoice> models =
        crew.agents().stream().collect(Collectors.toMap(Agent::name, TestCrews::model));
    if (crew.planning() != null) {
      models.put(PinnedCrew.PLANNER, new ModelChoice("openai", "model-of-planner", null, 4000));
    }
    return new Plan(
        new PinnedCrew(
            crew, models, Map.of(), List.of(SEARCH, MAIL), RETRIES_MAX, Duration.ofDays(1)),
        INPUTS,
        null,
        ScriptedShell.START);
  }

  /** The same plan, whose agents have models with room for requests of so many tokens. */
  static Plan windowed(Plan plan, int tokens) {
    var pinned = plan.crew();
    var windows =
        pinned.crew().agents().stream()
            .collect(
                Collectors.toMap(
                    Agent::name, agent -> tokens + pinned.modelOf(agent.name()).outputTokensMax()));
    return new Plan(
        new PinnedCrew(
            pinned.crew(),
            pinned.models(),
            pinned.fallback(),
            windows,
            pinned.tools(),
            pinned.maxRetries(),
            pinned.inputExpiry()),
        plan.inputs(),
        plan.maxRetries(),
        plan.acceptedAt());
  }

  static Plan with(Plan plan, Function<Task, Task> change) {
    var crew = plan.crew().crew();
    return plan(
        crew(
            crew.process(),
            crew.agents(),
            crew.tasks().stream().map(change).toList(),
            crew.manager(),
            crew.consensusAgents(),
            crew.onTaskFailure()));
  }

  static Plan withMaxRetries(Plan plan, int maxRetries) {
    return new Plan(plan.crew(), plan.inputs(), maxRetries, plan.acceptedAt());
  }

  static ModelChoice model(Agent agent) {
    return new ModelChoice("openai", "model-of-" + agent.name(), null, 4000);
  }

  private static ToolSpec tool(String name, boolean sideEffects) {
    return new ToolSpec(name, "The " + name + ".", Map.of("type", "object"), sideEffects);
  }
}
