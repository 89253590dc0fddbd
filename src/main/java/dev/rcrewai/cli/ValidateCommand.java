package dev.rcrewai.cli;

import dev.rcrewai.OfferedTools;
import dev.rcrewai.config.SettingsException;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.LoadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai validate}: every problem of crew and flow files, each with its place. */
@Command(
    name = "validate",
    description = "Check crew files or directories; print each problem as file:line:column.")
final class ValidateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Crew files or directories.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() {
    for (var path : paths) {
      if (!Files.exists(path)) {
        throw new ParameterException(spec.commandLine(), "There is no '" + path + "'");
      }
    }
    var out = spec.commandLine().getOut();
    boolean valid = true;
    for (var result : loader().loadAll(paths)) {
      switch (result) {
        case LoadResult.Usable loaded -> {
          loaded.warnings().forEach(warning -> out.println(warning + " (warning)"));
          out.println(
              "%s: %s '%s' is valid%s"
                  .formatted(
                      loaded.source(), kind(loaded), loaded.automation().name(), taught(loaded)));
        }
        case LoadResult.Rejected rejected -> {
          rejected.problems().forEach(out::println);
          valid = false;
        }
      }
    }
    return valid ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String kind(LoadResult.Usable loaded) {
    return switch (loaded) {
      case LoadResult.Loaded _ -> "crew";
      case LoadResult.LoadedFlow _ -> "flow";
    };
  }

  private static String taught(LoadResult.Usable loaded) {
    var names =
        switch (loaded) {
          case LoadResult.Loaded crew ->
              crew.crew().agents().stream()
                  .filter(agent -> !agent.suggestions().isEmpty())
                  .map(Agent::name)
                  .toList();
          case LoadResult.LoadedFlow _ -> List.<String>of();
        };
    return names.isEmpty() ? "" : ", with suggestions for " + String.join(", ", names);
  }

  /** As a server that would start here: what it does not have, a crew cannot use. */
  private CrewLoader loader() {
    var settings = Home.settings();
    var tools = OfferedTools.names(settings.tools());
    try {
      var providers = settings.llm().providerNames();
      var keys = settings.crewKeys();
      return new CrewLoader(tools, providers, (crew, key) -> keys.find(crew, key).isPresent());
    } catch (SettingsException e) {
      // Where crews are written there may be no key of a provider; their files are checked anyway.
      spec.commandLine().getErr().println("Providers are not checked: " + e.getMessage());
      return new CrewLoader(tools);
    }
  }
}
