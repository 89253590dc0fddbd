package dev.rcrewai.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs of an installed PostgreSQL. They refuse to run as root; then they run as the user
 * {@code postgres}. A cluster is made once per JVM and copied.
 *
 * @param bin where initdb and postgres are
 */
record PostgresPrograms(Path bin) {
  private static final String ACCOUNT = "postgres";
  private static final int SECONDS_MAX = 120;

  private static @Nullable Path template;

  /** Those of this machine; without them the test is skipped, and fails in CI. */
  static PostgresPrograms installed() {
    var found = candidates().filter(bin -> isThere(bin, "initdb") && isThere(bin, "postgres"));
    return new PostgresPrograms(
        found.findFirst().map(PostgresPrograms::real).orElseGet(PostgresPrograms::missing));
  }

  /** Links to programs have nothing beside them. */
  private static Path real(Path bin) {
    try {
      return bin.resolve("postgres").toRealPath().resolveSibling("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path missing() {
    var message = "PostgreSQL is not installed: no initdb on PATH or in /usr/lib/postgresql";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    return Assumptions.abort(message);
  }

  private static Stream<Path> candidates() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)).map(Path::of), debians());
  }

  /** Debian keeps them off the PATH, newest version last. */
  private static Stream<Path> debians() {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .sorted(Comparator.reverseOrder())
          .map(version -> version.resolve("bin"))
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean isThere(Path bin, String program) {
    return Files.isExecutable(bin.resolve(program));
  }

  /** Makes a cluster with {@link PostgresServer#USER} and its password. */
  void newCluster(Path data) {
    run(List.of("cp", "-a", template(this).toString(), data.toString()));
  }

  private static synchronized Path template(PostgresPrograms programs) {
    if (template == null) {
      template = programs.newTemplate();
    }
    return template;
  }

  private Path newTemplate() {
    try {
      var directory = Files.createTempDirectory("rcrewai-postgres-template-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      var password = Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
      run(List.of("chmod", "-R", "a+rX", directory.toString()));
      if (isRoot()) {
        run(List.of("chown", "-R", ACCOUNT, directory.toString()));
      }
      var data = directory.resolve("data");
      var command =
          List.of(
              "-D",
              data.toString(),
              "-U",
              PostgresServer.USER,
              "-A",
              "scram-sha-256",
              "--pwfile",
              password.toString(),
              "--no-sync",
              "-E",
              "UTF8",
              "--locale=C");
      run(command("initdb", command));
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program whose output goes to that file. */
  Process start(Path log, String program, List<String> arguments) {
    try {
      return new ProcessBuilder(command(program, arguments))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(String program, List<String> arguments) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      var account = List.of("--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups");
      command.add("setpriv");
      command.addAll(account);
    }
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  /** Copies a file to where only the server may read it. */
  void give(Path file, Path copy) {
    run(List.of("cp", file.toString(), copy.toString()));
    run(List.of("chmod", "600", copy.toString()));
    if (isRoot()) {
      run(List.of("chown", ACCOUNT, copy.toString()));
    }
  }

  void delete(Path directory) {
    run(List.of("rm", "-rf", directory.toString()));
  }

  /** Runs a command to its end; fails with its output. */
  static void run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A file's text, or nothing where it is not there or half written. */
  static String text(Path directory, String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
