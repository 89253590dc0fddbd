package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of a flow read, as it stands at the beginning of a wave.
 *
 * @param inputs of the execution, complete
 * @param state every declared field
 * @param steps every step of the flow, by name
 */
public record FlowFacts(
    Map<String, ? extends @Nullable Object> inputs,
    Map<String, ? extends @Nullable Object> state,
    Map<String, Step> steps) {
  /**
   * The last run of a step.
   *
   * @param status {@code pending}, {@code completed} or {@code failed}
   * @param output what it said, or why it failed; empty where it never ran
   * @param json the JSON value in that, or null where there is none
   * @param runs how often it has run
   */
  public record Step(String status, String output, Supplier<@Nullable JsonNode> json, int runs) {
    /** One that never ran. */
    public static final Step PENDING = new Step("pending", "", () -> null, 0);
  }
}
