package dev.rcrewai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
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

  @Option(names = "--input", paramLabel = "K=V", description = "One input; may be repeated.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = {"--input-file", "--inputs"},
      paramLabel = "F.json",
      description = "A JSON object with inputs; --input wins over it.")
  private @Nullable Path file;

  /** All of them. */
  Map<String, Object> read() {
    var all = new LinkedHashMap<String, Object>();
    if (file != null) {
      try {
        all.putAll(Json.MAPPER.readValue(file.toFile(), TREE));
      } catch (JsonProcessingException e) {
        throw new ParameterException(
            spec.commandLine(), file + " is no JSON object: " + e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "'" + file + "' cannot be read: " + e.getMessage(), e);
      }
    }
    all.putAll(inputs);
    return all;
  }
}
