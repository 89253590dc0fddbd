package dev.rcrewai.cli;

import dev.rcrewai.OfferedTools;
import dev.rcrewai.config.ToolSettings;
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
    for (var result : new CrewLoader(OfferedTools.names(tools())).loadAll(paths)) {
      switch (result) {
        case LoadResult.Usable loaded -> {
          loaded.warnings().forEach(warning -> out.println(warning + " (warning)"));
          out.println(
              "%s: %s '%s' is valid"
                  .formatted(loaded.source(), kind(loaded), loaded.automation().name()));
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

  /** Those of a server that would start here: what it does not offer, a crew cannot use. */
  private static ToolSettings tools() {
    return Home.settings().tools();
  }
}
