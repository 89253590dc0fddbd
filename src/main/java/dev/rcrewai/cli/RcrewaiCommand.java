package dev.rcrewai.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "rcrewai",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT, // each command has --help
    versionProvider = VersionText.class,
    description = "Runs crews of LLM agents, as a server or right here.",
    subcommands = {
      ServeCommand.class,
      RunCommand.class,
      TestCommand.class,
      TrainCommand.class,
      InitCommand.class,
      ValidateCommand.class,
      TokenCommand.class,
      ModelsCommand.class,
      EraseCommand.class,
      SandboxCommand.class,
      VersionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it failed",
      "2:the command line or the settings are wrong",
      "3:it was not done in time",
      "130:test or train was interrupted"
    })
public final class RcrewaiCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** Runs one command and returns its exit code. */
  public static int run(String[] args) {
    return commandLine().execute(args);
  }

  /** For tests: the same with other streams. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return commandLine().setOut(out).setErr(err).execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See rcrewai --help");
  }

  private static CommandLine commandLine() {
    return new CommandLine(new RcrewaiCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures());
  }
}
