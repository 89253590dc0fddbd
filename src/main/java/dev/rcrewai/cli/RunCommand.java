package dev.rcrewai.cli;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.config.Version;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.telemetry.LogFormat;
import dev.rcrewai.telemetry.Logging;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai run}: one crew, here and now, without a server. */
@Command(
    name = "run",
    description =
        "Run a crew in this process and print its result. Nothing is kept but files that it wrote.")
final class RunCommand implements Callable<Integer> {
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

  @Mixin private CrewInputs inputs = new CrewInputs();

  @Option(names = "--timeout", paramLabel = "S", description = "Seconds until it is given up.")
  private @Nullable Double timeout;

  @Option(names = "-o", defaultValue = "text", description = "text or json. Default: text.")
  private Output output = Output.TEXT;

  @Override
  public Integer call() throws Exception {
    var limit = timeout == null ? null : Duration.ofMillis(Math.round(timeout * 1000));
    var given = inputs.read();
    var data = Files.createTempDirectory("rcrewai-run");
    var settings = LocalNode.settings(data);
    var quiet = new LogFormat("WARN", false, Version.value(), settings.telemetry().environment());
    try (var _ = Logging.configure(quiet, Logging.Target.STDERR);
        var interview = Interview.atTerminal(spec.commandLine().getErr());
        var node = LocalNode.start(settings)) {
      var request = LocalNode.request(crew, given.of(node.crews().find(crew)), limit);
      var ran = node.run(request, progress(), interview);
      print(ran);
      return exitCode(ran.execution().outcome());
    } finally {
      TemporaryFiles.delete(data);
    }
  }

  /** One line per task, where somebody is looking. */
  private Consumer<Event> progress() {
    var err = spec.commandLine().getErr();
    return Interview.isAtTerminal() ? new Progress(err)::show : _ -> {};
  }

  private void print(LocalNode.Ran ran) {
    var execution = ran.execution();
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    switch (output) {
      case JSON ->
          out.println(new ExecutionView(Clock.systemUTC()).executed(execution, ran.pinned()));
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
