package dev.rcrewai.engine;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.step.BoundedPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of a guardrail that need no model, compiled once. Immutable, for any thread. */
record RuleCheck(
    Guardrail.Rules rules, @Nullable BoundedPattern pattern, Map<JsonPointer, AnswerSchema> json) {
  static RuleCheck of(Guardrail.Rules rules) {
    var json = new LinkedHashMap<JsonPointer, AnswerSchema>();
    rules
        .json()
        .forEach((at, schema) -> json.put(JsonPointer.compile(at), new AnswerSchema(schema)));
    var pattern = rules.pattern();
    return new RuleCheck(rules, pattern == null ? null : BoundedPattern.of(pattern), json);
  }

  /** What is wrong with the answer, one sentence each; empty where nothing is. */
  List<String> faults(String answer) {
    var faults = new ArrayList<String>();
    checkLength(answer, faults);
    if (pattern != null && !pattern.isFoundIn(answer)) {
      faults.add("it holds nothing that matches " + rules.pattern());
    }
    var lower = answer.toLowerCase(Locale.ROOT);
    rules.contains().stream()
        .filter(text -> !lower.contains(text.toLowerCase(Locale.ROOT)))
        .forEach(text -> faults.add("it must contain '" + text + "'"));
    rules.notContains().stream()
        .filter(text -> lower.contains(text.toLowerCase(Locale.ROOT)))
        .forEach(text -> faults.add("it must not contain '" + text + "'"));
    checkJson(answer, faults);
    return faults;
  }

  private void checkLength(String answer, List<String> faults) {
    int length = answer.codePointCount(0, answer.length());
    var min = rules.minLength();
    var max = rules.maxLength();
    if (min != null && length < min) {
      faults.add("it has %d characters; expected at least %d".formatted(length, min));
    }
    if (max != null && length > max) {
      faults.add("it has %d characters; expected at most %d".formatted(length, max));
    }
  }

  private void checkJson(String answer, List<String> faults) {
    if (json.isEmpty()) {
      return;
    }
    JsonNode value = FoundJson.first(answer);
    if (value == null) {
      faults.add("it holds no JSON value");
      return;
    }
    json.forEach((at, schema) -> {
      var there = value.at(at);
      var fault = there.isMissingNode() ? "it is missing" : schema.faults(there);
      if (!fault.isEmpty()) {
        faults.add("the value at '%s': %s".formatted(at, fault));
      }
    });
  }
}
