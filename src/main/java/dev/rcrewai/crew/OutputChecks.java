package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a task's answer is held to.
 *
 * @param schema a JSON Schema of type object, in the author's order, or null for any text
 * @param guardrails in the order in which they are tried: judges cost, so they come last
 * @param retriesMax further attempts after answers that were not accepted ({@code
 *     guardrail_max_retries}); null where the author did not say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OutputChecks(
    @JsonProperty("output_schema") @Nullable JsonNode schema,
    List<Guardrail> guardrails,
    @JsonProperty("guardrail_max_retries") @Nullable Integer retriesMax) {
  /** Of tasks that do not say. */
  public static final int RETRIES_MAX_DEFAULT = 3;

  /** Pins have no empty lists. */
  @SuppressWarnings("ConstantValue")
  public OutputChecks {
    guardrails = guardrails == null ? List.of() : ordered(guardrails);
  }

  /** The checks that need no model. */
  public List<Guardrail.Rules> rules() {
    return only(Guardrail.Rules.class);
  }

  /** The models that are asked. */
  public List<Guardrail.Judge> judges() {
    return only(Guardrail.Judge.class);
  }

  private <T extends Guardrail> List<T> only(Class<T> kind) {
    return guardrails.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<Guardrail> ordered(List<Guardrail> guardrails) {
    return Stream.concat(
            guardrails.stream().filter(Guardrail.Rules.class::isInstance),
            guardrails.stream().filter(Guardrail.Judge.class::isInstance))
        .toList();
  }
}
