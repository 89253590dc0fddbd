package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Finds what CrewAI has and this version has not. A field that asks for nothing is accepted in
 * silence; one whose absence the author would only notice in the answers is a problem; any other is
 * a warning.
 */
final class NotOffered {
  private NotOffered() {}

  static void check(CrewParts parts, Findings findings) {
    check(parts.head(), CrewSchema.Part.CREW.json(), findings);
    checkModel(parts.head(), "manager_llm", CrewSchema.Part.CREW.json(), findings);
    checkAll(parts.agents(), CrewSchema.Part.AGENTS.json(), findings);
    checkAll(parts.tasks(), CrewSchema.Part.TASKS.json(), findings);
  }

  private static void checkAll(YamlNode map, JsonNode schema, Findings findings) {
    var entry = CrewSchema.resolve(schema.path("additionalProperties"));
    for (var each : map.entries()) {
      check(each, entry, findings);
      checkModel(each, "llm", entry, findings);
    }
  }

  private static void checkModel(YamlNode owner, String field, JsonNode schema, Findings findings) {
    var model = CrewSchema.resolve(schema.path("properties").path(field));
    check(owner.get(field), model, findings);
  }

  private static void check(YamlNode map, JsonNode schema, Findings findings) {
    for (var field : map.entries()) {
      var fieldSchema = schema.path("properties").path(field.name());
      var severity = fieldSchema.path(CrewSchema.NOT_OFFERED);
      if (severity.isTextual() && asksForSomething(field.json(), fieldSchema)) {
        var found = field.keyProblem(message(field.name(), fieldSchema));
        switch (severity.asText()) {
          case "problem" -> findings.problem(found);
          case "warning" -> findings.warning(found);
          default -> throw new IllegalStateException("no such severity: " + severity);
        }
      }
    }
  }

  private static boolean asksForSomething(JsonNode value, JsonNode schema) {
    var isEmpty = value.isContainerNode() ? value.isEmpty() : value.asText().isBlank();
    if (isEmpty) {
      return false;
    }
    return SchemaWords.values(schema.path(CrewSchema.HARMLESS))
        .noneMatch(harmless ->
            harmless.isBoolean()
                ? TruthWords.says(harmless.asBoolean(), value.asText())
                : harmless.equals(value));
  }

  private static String message(String field, JsonNode schema) {
    var text = schema.path("deprecationMessage").asText();
    return field + " is " + text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
