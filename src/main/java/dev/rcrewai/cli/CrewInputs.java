package dev.rcrewai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.execution.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which commands give a crew its inputs. */
final class CrewInputs {
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "K=V",
      description =
          "One input; may be repeated. What is declared as no text is read as JSON: --input"
              + " days=3.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = {"--input-file", "--inputs"},
      paramLabel = "F.json",
      description = "A JSON object with inputs; --input wins over it.")
  private @Nullable Path file;

  /** All of them; refused where the file cannot be read. */
  Given read() {
    return new Given(file == null ? Map.of() : read(file), inputs);
  }

  private Map<String, Object> read(Path from) {
    try {
      return Json.MAPPER.readValue(from.toFile(), TREE);
    } catch (JsonProcessingException e) {
      throw new ParameterException(
          spec.commandLine(), from + " is no JSON object: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + from + "' cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Inputs of nobody yet.
   *
   * @param values as JSON has them
   * @param texts as they were typed; they win
   */
  record Given(Map<String, Object> values, Map<String, String> texts) {
    /** As a crew or flow declares them, of which none may be known. */
    Map<String, Object> of(@Nullable Automation automation) {
      var declared =
          automation == null
              ? MissingNode.getInstance()
              : Json.MAPPER.valueToTree(automation.inputs()).path("properties");
      var all = new LinkedHashMap<>(values);
      texts.forEach((name, text) -> all.put(name, typed(declared.path(name).path("type"), text)));
      return all;
    }

    /**
     * Where it does not read as JSON it stays text, and the crew's check says what it should be.
     */
    private static Object typed(JsonNode type, String text) {
      boolean isText = type.isMissingNode() || type.toString().contains("\"string\"");
      try {
        return isText ? text : Json.MAPPER.readValue(text, Object.class);
      } catch (JsonProcessingException e) {
        return text;
      }
    }
  }
}
