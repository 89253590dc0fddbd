package dev.rcrewai.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.Version;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.telemetry.LogFormat;
import dev.rcrewai.telemetry.Logging;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai run}: one crew, here and now, without a server. */
@Command(
    name = "run",
    description =
        "Run a crew in this process and print its result. Nothing is kept but files that it wrote.")
final class RunCommand implements Callable<Integer> {
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};
  private static final String USER = "cli";

  /** How the result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "CREW", description = "The crew's name.")
  private String crew = "";

  @Option(names = "--input", paramLabel = "K=V", description = "One input; may be repeated.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = "--input-file",
      paramLabel = "F.json",
      description = "A JSON object with inputs; --input wins over it.")
  private @Nullable Path inputFile;

  @Option(names = "--timeout", paramLabel = "S", description = "Seconds until it is given up.")
  private @Nullable Double timeout;

  @Option(names = "-o", defaultValue = "text", description = "text or json. Default: text.")
  private Output output = Output.TEXT;

  @Override
  public Integer call() throws Exception {
    var given = given();
    var data = Files.createTempDirectory("rcrewai-run");
    var settings = settings(data);
    var quiet = new LogFormat("WARN", false, Version.value(), settings.telemetry().environment());
    try (var _ = Logging.configure(quiet, Logging.Target.STDERR);
        var interview = interview()) {
      var ran = new LocalRun(settings, progress(), interview).run(request(given));
      print(ran);
      return exitCode(ran.execution().outcome());
    } finally {
      TemporaryFiles.delete(data);
    }
  }

  private Interview interview() {
    var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    return new Interview(in, spec.commandLine().getErr(), USER);
  }

  /** The usual settings, with data of its own that nobody else uses. */
  private static Settings settings(Path data) {
    var environment = new HashMap<>(System.getenv());
    environment.put("DATA_DIR", data.toString());
    environment.put("STORE", "sqlite");
    environment.put("ALLOW_SINGLE_NODE", "true");
    return Home.settings(environment).load();
  }

  private Map<String, Object> given() throws IOException {
    var all = new LinkedHashMap<String, Object>();
    if (inputFile != null) {
      try {
        all.putAll(Json.MAPPER.readValue(inputFile.toFile(), TREE));
      } catch (JsonProcessingException e) {
        throw new ParameterException(
            spec.commandLine(), inputFile + " is no JSON object: " + e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "'" + inputFile + "' cannot be read: " + e.getMessage(), e);
      }
    }
    all.putAll(inputs);
    return all;
  }

  private ExecutionRequest request(Map<String, Object> given) {
    var limit = timeout == null ? null : Duration.ofMillis(Math.round(timeout * 1000));
    return new ExecutionRequest(
        USER, crew, given, null, limit, null, Map.of(), null, null, ProviderKeys.NONE, Map.of());
  }

  /** One line per task, where somebody is looking. */
  private Consumer<Event> progress() {
    var err = spec.commandLine().getErr();
    return isTerminal() ? new Progress(err)::show : _ -> {};
  }

  @SuppressWarnings("SystemConsoleNull") // it still is where the JVM was told to behave as before
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  private void print(LocalRun.Ran ran) {
    var execution = ran.execution();
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    switch (output) {
      case JSON ->
          out.println(new ExecutionView(Clock.systemUTC()).executed(execution, ran.crew()));
      case TEXT -> {
        if (execution.outcome() == Outcome.COMPLETED) {
          out.println(execution.output());
        } else {
          err.println(requireNonNull(execution.outcome()).word() + ": " + execution.output());
        }
      }
    }
    out.flush();
    err.flush();
  }

  private static int exitCode(@Nullable Outcome outcome) {
    return switch (requireNonNull(outcome)) {
      case COMPLETED -> ExitCode.OK;
      case DEADLINE_EXCEEDED -> ExitCode.TIMEOUT;
      case MAX_ITERATIONS,
          NO_PROGRESS,
          OUTPUT_REJECTED,
          INPUT_EXPIRED,
          INPUT_REJECTED,
          BUDGET_EXHAUSTED,
          CANCELLED,
          PROVIDER_ERROR,
          TOOL_ERROR,
          INTERNAL_ERROR ->
          ExitCode.FAILED;
    };
  }
}
