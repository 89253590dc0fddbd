package dev.rcrewai.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.rcrewai.step.OutputSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A JSON Schema that values are held to, compiled once. Immutable, for any thread. */
final class AnswerSchema {
  private static final int PROBLEMS_MAX = 5;
  private static final int PROBLEM_CHARS_MAX = 300;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .regularExpressionFactory(new BoundedRegex())
                      .build()));

  private final JsonNode tree;
  private final Schema schema;

  AnswerSchema(JsonNode tree) {
    this.tree = tree;
    this.schema = REGISTRY.getSchema(tree);
    schema.initializeValidators();
  }

  /** What came of looking for a fitting value in an answer. */
  sealed interface Reading {}

  /** There is one, and this is its text. */
  record Fits(String json) implements Reading {}

  /** There is none, and this is what is wrong with the likeliest. */
  record Unfit(String why) implements Reading {}

  /** What providers are asked for, under that name. */
  OutputSchema asked(String name) {
    return new OutputSchema(name, JSON.convertValue(tree, TREE));
  }

  /** As models are shown it. */
  String text() {
    return tree.toPrettyString();
  }

  /** Looks for a value that fits in what a model answered. */
  Reading read(String answer) {
    var found = FoundJson.all(answer);
    if (found.isEmpty()) {
      return new Unfit("it holds no JSON object");
    }
    for (var json : found) {
      if (problems(json.value()).isEmpty()) {
        return new Fits(json.text());
      }
    }
    return new Unfit(words(problems(found.getFirst().value())));
  }

  /** What is wrong with a value, in words; empty where nothing is. */
  String faults(JsonNode value) {
    return words(problems(value));
  }

  private List<Error> problems(JsonNode value) {
    return schema.validate(value, AnswerSchema::inEnglish);
  }

  private static String words(List<Error> errors) {
    return errors.stream()
        .limit(PROBLEMS_MAX)
        .map(AnswerSchema::words)
        .collect(Collectors.joining("; "));
  }

  private static String words(Error error) {
    var place = error.getInstanceLocation().toString();
    var words = (place.isEmpty() ? "" : place + ": ") + error.getMessage();
    return words.substring(0, Math.min(words.length(), PROBLEM_CHARS_MAX));
  }

  /** Models read it: it must not follow the locale of the machine. */
  private static void inEnglish(ExecutionContext context) {
    context.executionConfig(config -> config.locale(Locale.ENGLISH));
  }
}
