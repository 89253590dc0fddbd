package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task's answer has to pass before it is accepted. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Guardrail.Rules.class, name = "rules"),
  @JsonSubTypes.Type(value = Guardrail.Judge.class, name = "judge")
})
public sealed interface Guardrail {
  /**
   * Checks that need no model; all of them must hold.
   *
   * @param minLength in characters
   * @param maxLength in characters
   * @param pattern a regular expression that is found in the answer
   * @param contains texts that are in the answer, upper and lower case alike
   * @param notContains texts that are not
   * @param json by JSON Pointer, the JSON Schema of the value there
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Rules(
      @Nullable Integer minLength,
      @Nullable Integer maxLength,
      @Nullable String pattern,
      List<String> contains,
      List<String> notContains,
      Map<String, JsonNode> json)
      implements Guardrail {
    /** Pins have no empty lists. */
    @SuppressWarnings("ConstantValue")
    public Rules {
      contains = contains == null ? List.of() : List.copyOf(contains);
      notContains = notContains == null ? List.of() : List.copyOf(notContains);
      json = json == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(json));
    }
  }

  /**
   * A model that is asked whether the answer meets the criteria.
   *
   * @param criteria may hold placeholders
   * @param llm who is asked, or null for the task's own agent's model
   */
  record Judge(
      String criteria,
      @JsonProperty("llm") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AgentModel llm)
      implements Guardrail {}
}
