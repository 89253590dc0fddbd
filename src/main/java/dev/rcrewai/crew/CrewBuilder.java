package dev.rcrewai.crew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the crew from parts in which nothing is wrong. */
final class CrewBuilder {
  private CrewBuilder() {}

  static Crew build(CrewParts parts, Training training) {
    var staffing = new Staffing(parts);
    return new Crew(
        parts.name(),
        parts.head().get("description").text(),
        parts.process(),
        parts.derived() ? derivedInputs(parts) : InputSchema.declared(parts.inputs()),
        agents(parts, staffing).stream().map(training::teach).toList(),
        parts.tasks().entries().stream().map(task -> task(task, staffing)).toList(),
        budget(parts.head().get("budget")),
        staffing.isManaged() ? staffing.manager() : null,
        parts.process() == Process.CONSENSUAL ? staffing.consensusAgents() : null,
        parts.head().get("on_task_failure").text().equals("stop")
            ? OnTaskFailure.STOP
            : OnTaskFailure.CONTINUE,
        parts.head().get("planning").json().asBoolean()
            ? new CrewPlanning(model(parts.head().get("planning_llm")))
            : null,
        integer(parts.head().get("max_rpm")),
        MemoryFields.memory(parts.head().get("memory")),
        EmbedderFields.of(parts.head()),
        KnowledgeFields.of(parts.head()),
        McpFields.servers(parts));
  }

  /** Those of the file, and the manager of a crew that needs one and names none. */
  private static List<Agent> agents(CrewParts parts, Staffing staffing) {
    var agents = parts.agents().entries().stream().map(CrewBuilder::agent);
    return staffing.isManaged() && !parts.head().get("manager_agent").isText()
        ? Stream.concat(agents, Stream.of(defaultManager(parts.head().get("manager_llm")))).toList()
        : agents.toList();
  }

  private static Agent defaultManager(YamlNode llm) {
    return new Agent(
        Staffing.DEFAULT_MANAGER,
        "Crew Manager",
        "Get each task done well by the coworkers who are best at it",
        "You know what each coworker is good at, hand out work in pieces that stand on their own,"
            + " and let nothing pass that you have not checked.",
        List.of(),
        model(llm),
        Agent.TURNS_MAX_DEFAULT,
        null,
        null,
        true,
        null,
        null,
        false,
        null,
        List.of(),
        null);
  }

  static @Nullable CrewBudget budget(YamlNode node) {
    var tokens = node.get("tokens").json();
    var usd = node.get("usd").json();
    return node.isObject()
        ? new CrewBudget(
            tokens.isNumber() ? tokens.asLong() : null, usd.isNumber() ? usd.decimalValue() : null)
        : null;
  }

  /** CrewAI declares defaults at most: whatever else a prompt mentions must be given, as text. */
  private static Map<String, Object> derivedInputs(CrewParts parts) {
    var properties = new LinkedHashMap<String, Map<String, Object>>();
    parts.inputs().entries().forEach(it -> properties.put(it.name(), InputSchema.property(it)));
    var required = new ArrayList<String>();
    for (var name : InputRules.placeholders(parts).keySet()) {
      if (properties.putIfAbsent(name, Map.of("type", "string")) == null) {
        required.add(name);
      }
    }
    return InputSchema.of(properties, required);
  }

  private static Agent agent(YamlNode node) {
    var time = node.get("max_execution_time").json();
    return new Agent(
        node.name(),
        node.get("role").text(),
        node.get("goal").text(),
        node.get("backstory").text(),
        toolsOfAgent(node),
        model(node.get("llm")),
        node.get("max_iter").json().asInt(Agent.TURNS_MAX_DEFAULT),
        time.isNumber() ? Duration.ofMillis(Math.round(time.asDouble() * 1000)) : null,
        HumanFields.approval(node),
        node.get("allow_delegation").json().asBoolean(),
        dateFormat(node),
        node.get("reasoning").json().asBoolean()
            ? node.get("max_reasoning_attempts").json().asInt(Agent.REASONING_ATTEMPTS_MAX_DEFAULT)
            : null,
        node.get("respect_context_window").json().asBoolean(),
        integer(node.get("max_rpm")),
        List.of(), // a training has a file of its own
        KnowledgeFields.of(node));
  }

  private static @Nullable String dateFormat(YamlNode agent) {
    if (!agent.get("inject_date").json().asBoolean()) {
      return null;
    }
    var format = agent.get("date_format");
    return format.isText() ? format.text() : DateFormat.DEFAULT;
  }

  /** The provider that an agent names, or null. */
  static @Nullable String provider(YamlNode llm) {
    var model = model(llm);
    return model == null ? null : model.provider();
  }

  private static @Nullable AgentModel model(YamlNode llm) {
    if (llm.isText()) {
      return named(llm.text());
    }
    if (!llm.isObject()) {
      return null;
    }
    var temperature = llm.get("temperature").json();
    var fallback = llm.get("fallback");
    var named =
        llm.get("provider").isText()
            ? new AgentModel(
                llm.get("provider").text(), orNull(llm.get("model").text()), null, null)
            : named(llm.get("model").text());
    return new AgentModel(
        named.provider(),
        named.model(),
        temperature.isNumber() ? temperature.asDouble() : null,
        integer(llm.get("max_tokens")),
        fallback.json().isArray() ? texts(fallback) : null,
        orNull(llm.get("key").text()),
        integer(llm.get("context_window")));
  }

  /** A model by name; what stands before the first slash is its provider. */
  static AgentModel named(String name) {
    var slash = name.indexOf('/');
    return slash < 0
        ? new AgentModel(null, orNull(name), null, null)
        : new AgentModel(
            orNull(name.substring(0, slash)), orNull(name.substring(slash + 1)), null, null);
  }

  private static @Nullable Integer integer(YamlNode node) {
    return node.json().isNumber() ? node.json().asInt() : null;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Task task(YamlNode node, Staffing staffing) {
    return new Task(
        node.name(),
        node.get("description").text(),
        node.get("expected_output").text(),
        staffing.agent(node),
        context(node, staffing.parts()),
        tools(node),
        integer(node.get("max_retries")),
        HumanFields.input(node, staffing.lead(node)),
        CheckFields.checks(node),
        node.get("condition").isText() ? node.get("condition").text() : null,
        isAsync(node),
        CheckFields.file(node),
        node.get("markdown").json().asBoolean(),
        texts(node.get("attachments")));
  }

  /** As in CrewAI, a task reads all answers above it unless it says which, or runs beside them. */
  static List<String> context(YamlNode task, CrewParts parts) {
    if (task.get("context").json().isMissingNode()) {
      return switch (parts.process()) {
        case SEQUENTIAL, HIERARCHICAL, CONSENSUAL -> above(task, parts);
        case PARALLEL -> List.of();
      };
    }
    return texts(task.get("context"));
  }

  /** Tasks that may run beside each other do not wait for each other. */
  private static List<String> above(YamlNode task, CrewParts parts) {
    var names = parts.tasks().keys();
    int end = names.indexOf(task.name());
    while (isAsync(task) && end > 0 && isAsync(parts.tasks().get(names.get(end - 1)))) {
      end--;
    }
    return names.subList(0, end);
  }

  static boolean isAsync(YamlNode task) {
    return task.get("async_execution").json().asBoolean();
  }

  /** Those that it names, and those that its {@code mcps} refer to. */
  private static List<String> toolsOfAgent(YamlNode agent) {
    var referred = McpFields.references(agent).stream().map(McpReference::offeredName);
    return Stream.concat(tools(agent).stream(), referred).distinct().toList();
  }

  /** Two of CrewAI's tools may be the same one here. */
  private static List<String> tools(YamlNode owner) {
    return texts(owner.get("tools")).stream().distinct().toList();
  }

  private static List<String> texts(YamlNode list) {
    return list.items().stream().map(YamlNode::text).toList();
  }
}
