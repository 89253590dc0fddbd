package dev.rcrewai.cli;

import dev.rcrewai.crew.CrewSchema;
import dev.rcrewai.operation.Contract;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai init}: a new crew that runs as it is, to be changed. */
@Command(name = "init", description = "Write a new crew that runs as it is; change it from there.")
final class InitCommand implements Callable<Integer> {
  private static final String TEMPLATE = "/dev/rcrewai/cli/new-crew.yaml";
  private static final String SCHEMA = "crew.schema.json";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The crew's name: a-z, 0-9, _ and -.")
  private String name = "";

  @Option(names = "--dir", paramLabel = "DIR", description = "Where to. Default: CREWS_DIR.")
  private @Nullable Path dir;

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
      throw new ParameterException(
          spec.commandLine(), "'" + name + "' is no crew's name; it may have a-z, 0-9, _ and -");
    }
    var usual = Home.settings().load().crews().dir();
    var directory = dir == null ? usual : dir;
    var file = directory.resolve(name + ".yaml");
    Files.createDirectories(directory);
    try {
      Files.writeString(
          file, schemaLine(directory) + Contract.resource(TEMPLATE), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + file + "' is there already; choose another name", e);
    }
    var out = spec.commandLine().getOut();
    var elsewhere = directory.equals(usual) ? "" : "CREWS_DIR=" + directory + " ";
    out.println("Wrote " + file + ". Check it, and run it here:");
    out.println("  rcrewai validate " + file);
    out.println("  " + elsewhere + "rcrewai run " + name + " --input topic=rain");
    return ExitCode.OK;
  }

  /** Editors complete and check by it; where no schema is near, it is written beside the crew. */
  private static String schemaLine(Path directory) throws IOException {
    var near = directory.resolve("..").resolve(SCHEMA);
    var own = directory.resolve(SCHEMA);
    if (!Files.exists(near) && !Files.exists(own)) {
      Files.writeString(own, Contract.resource(CrewSchema.RESOURCE));
    }
    return "# yaml-language-server: $schema=" + (Files.exists(near) ? "../" : "") + SCHEMA + "\n";
  }
}
