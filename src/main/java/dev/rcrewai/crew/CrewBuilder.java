package dev.rcrewai.crew;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the crew from parts in which nothing is wrong. */
final class CrewBuilder {
  private CrewBuilder() {}

  static Crew build(CrewParts parts) {
    return new Crew(
        parts.name(),
        parts.head().get("description").text(),
        parts.process(),
        parts.derived() ? derivedInputs(parts) : InputSchema.declared(parts.inputs()),
        parts.agents().entries().stream().map(CrewBuilder::agent).toList(),
        parts.tasks().entries().stream().map(task -> task(task, parts)).toList(),
        budget(parts.head().get("budget")));
  }

  private static @Nullable CrewBudget budget(YamlNode node) {
    var tokens = node.get("tokens").json();
    var usd = node.get("usd").json();
    return node.isObject()
        ? new CrewBudget(
            tokens.isNumber() ? tokens.asLong() : null, usd.isNumber() ? usd.decimalValue() : null)
        : null;
  }

  /** CrewAI declares no inputs: whatever a prompt mentions must be given, as text. */
  private static Map<String, Object> derivedInputs(CrewParts parts) {
    var properties = new LinkedHashMap<String, Map<String, Object>>();
    for (var name : InputRules.placeholders(parts).keySet()) {
      properties.put(name, Map.of("type", "string"));
    }
    return InputSchema.of(properties, List.copyOf(properties.keySet()));
  }

  private static Agent agent(YamlNode node) {
    var time = node.get("max_execution_time").json();
    return new Agent(
        node.name(),
        node.get("role").text(),
        node.get("goal").text(),
        node.get("backstory").text(),
        texts(node.get("tools")),
        model(node.get("llm")),
        node.get("max_iter").json().asInt(Agent.TURNS_MAX_DEFAULT),
        time.isNumber() ? Duration.ofMillis(Math.round(time.asDouble() * 1000)) : null,
        HumanFields.approval(node));
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
    var maxTokens = llm.get("max_tokens").json();
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
        maxTokens.isNumber() ? maxTokens.asInt() : null,
        fallback.json().isArray() ? texts(fallback) : null);
  }

  /** A model by name; what stands before the first slash is its provider. */
  static AgentModel named(String name) {
    var slash = name.indexOf('/');
    return slash < 0
        ? new AgentModel(null, orNull(name), null, null)
        : new AgentModel(
            orNull(name.substring(0, slash)), orNull(name.substring(slash + 1)), null, null);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Task task(YamlNode node, CrewParts parts) {
    var maxRetries = node.get("max_retries").json();
    return new Task(
        node.name(),
        node.get("description").text(),
        node.get("expected_output").text(),
        node.get("agent").text(),
        context(node, parts),
        texts(node.get("tools")),
        maxRetries.isNumber() ? maxRetries.asInt() : null,
        HumanFields.input(node, parts.agents().get(node.get("agent").text())),
        CheckFields.checks(node),
        node.get("condition").isText() ? node.get("condition").text() : null,
        isAsync(node),
        CheckFields.file(node),
        node.get("markdown").json().asBoolean(),
        texts(node.get("attachments")));
  }

  /** As in CrewAI, a task of a sequential crew reads all answers above it unless it says which. */
  static List<String> context(YamlNode task, CrewParts parts) {
    if (task.get("context").json().isMissingNode()) {
      return switch (parts.process()) {
        case SEQUENTIAL -> above(task, parts);
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

  private static List<String> texts(YamlNode list) {
    return list.items().stream().map(YamlNode::text).toList();
  }
}
