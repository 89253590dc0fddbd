package dev.rcrewai.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rcrewai.step.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A tool's JSON Schema, compiled once, and the check of what models send against it. Thread-safe.
 */
final class ArgumentSchema {
  /** More than any tool of ours takes, and little enough to parse many side by side. */
  static final int CHARS_MAX = 1 << 20;

  private static final int PROBLEMS_MAX = 5;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

  private final Schema schema;
  private final LosslessCoercion coercion;
  private final ProblemText problems;

  ArgumentSchema(ToolSpec spec) {
    JsonNode tree = MAPPER.valueToTree(spec.parameters());
    schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree);
    schema.initializeValidators();
    coercion = new LosslessCoercion(tree);
    problems = new ProblemText(tree);
  }

  /** Whether a model's JSON text fits. */
  Check check(String json) {
    if (json.length() > CHARS_MAX) {
      return new Invalid("they are longer than " + CHARS_MAX + " characters");
    }
    JsonNode tree;
    try {
      tree = json.isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return new Invalid("they are not valid JSON: " + ProblemText.of(e));
    }
    return tree instanceof ObjectNode object
        ? fit(object)
        : new Invalid("they are not a JSON object");
  }

  private Check fit(ObjectNode arguments) {
    coercion.apply(arguments);
    var errors = schema.validate(arguments, ArgumentSchema::inEnglish);
    if (errors.isEmpty()) {
      return new Valid(new ToolArguments(withoutNulls(arguments)));
    }
    List<String> words = errors.stream().limit(PROBLEMS_MAX).map(problems::of).toList();
    return new Invalid(String.join("; ", words));
  }

  /** Models read the answer: it must not follow the locale of the machine. */
  private static void inEnglish(ExecutionContext context) {
    context.executionConfig(config -> config.locale(Locale.ENGLISH));
  }

  private static Map<String, Object> withoutNulls(ObjectNode arguments) {
    var values = MAPPER.convertValue(arguments, TREE);
    values.values().removeIf(value -> value == null);
    return values;
  }

  /** What the check found. */
  sealed interface Check {}

  /** The arguments fit. */
  record Valid(ToolArguments arguments) implements Check {}

  /** They do not; {@code why} names the argument and what was expected. */
  record Invalid(String why) implements Check {}
}
