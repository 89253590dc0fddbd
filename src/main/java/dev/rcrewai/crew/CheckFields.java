package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a task's answer is held to, and where it goes, from the task's fields. */
final class CheckFields {
  private CheckFields() {}

  /** What the answer is held to; null where the author says nothing. */
  static @Nullable OutputChecks checks(YamlNode task) {
    var schema = schema(task).json();
    var guardrails = new ArrayList<Guardrail>();
    guardrails(task).forEach(guardrail -> add(guardrail, guardrails));
    var retries = task.get("guardrail_max_retries").json();
    return schema.isObject() || !guardrails.isEmpty()
        ? new OutputChecks(
            schema.isObject() ? schema : null,
            guardrails,
            retries.isNumber() ? retries.asInt() : null)
        : null;
  }

  /** The schema under its own name, or else CrewAI's. */
  static YamlNode schema(YamlNode task) {
    var own = task.get("output_schema");
    return own.isObject() ? own : task.get("output_json");
  }

  /** Each guardrail as it was written. */
  static List<YamlNode> guardrails(YamlNode task) {
    return Stream.concat(Stream.of(task.get("guardrail")), task.get("guardrails").items().stream())
        .filter(guardrail -> guardrail.isText() || guardrail.isObject())
        .toList();
  }

  /** The words by which a model judges; empty where none does. */
  static YamlNode criteria(YamlNode guardrail) {
    return guardrail.isText() ? guardrail : guardrail.get("judge");
  }

  /** Where the answer is written; null for nowhere. */
  static @Nullable OutputFile file(YamlNode task) {
    var path = task.get("output_file");
    return path.isText()
        ? new OutputFile(path.text(), task.get("create_directory").json().asBoolean(true))
        : null;
  }

  private static void add(YamlNode guardrail, List<Guardrail> guardrails) {
    var rules = rules(guardrail);
    if (rules != null) {
      guardrails.add(rules);
    }
    var criteria = criteria(guardrail);
    if (criteria.isText()) {
      var llm = guardrail.get("llm");
      guardrails.add(
          new Guardrail.Judge(
              criteria.text(), llm.isText() ? CrewBuilder.named(llm.text()) : null));
    }
  }

  private static Guardrail.@Nullable Rules rules(YamlNode guardrail) {
    if (guardrail.keys().stream().allMatch(List.of("judge", "llm")::contains)) {
      return null;
    }
    var json = new LinkedHashMap<String, JsonNode>();
    guardrail.get("json").entries().forEach(value -> json.put(value.name(), value.json()));
    var pattern = guardrail.get("pattern");
    return new Guardrail.Rules(
        number(guardrail.get("min_length")),
        number(guardrail.get("max_length")),
        pattern.isText() ? pattern.json().asText() : null,
        texts(guardrail.get("contains")),
        texts(guardrail.get("not_contains")),
        json);
  }

  private static List<String> texts(YamlNode field) {
    return field.isText()
        ? List.of(field.json().asText())
        : field.items().stream().map(item -> item.json().asText()).toList();
  }

  private static @Nullable Integer number(YamlNode field) {
    return field.json().isNumber() ? field.json().asInt() : null;
  }
}
