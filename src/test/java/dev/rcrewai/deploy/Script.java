package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of this repository as an operator without a terminal runs it: cron, a pipeline. */
final class Script {
  static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final int SECONDS_MAX = 120;

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> command = new ArrayList<>();

  private Script(Path home, String name) {
    command.add(home.resolve("scripts").resolve(name).toString());
  }

  /** What a run came to. */
  record Run(int status, String out, String err) {
    /** All that it said. */
    String words() {
      return out + err;
    }
  }

  static Script of(String name, String... arguments) {
    return in(ROOT, name, arguments);
  }

  /** The one of another copy of this repository. */
  static Script in(Path home, String name, String... arguments) {
    return new Script(home, name).and(arguments);
  }

  Script and(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  Script with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  Script with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Programs of that directory are found before those of the system. */
  Script before(Path programs) {
    return with("PATH", programs + ":" + System.getenv("PATH"));
  }

  /** Runs it to its end. */
  Run run() {
    return run("");
  }

  /** The same, with that on its standard input. */
  Run run(String input) {
    var running = start();
    try (var stdin = running.process().getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      // It ended without reading what it did not need.
    }
    return running.end();
  }

  /** Begins it; whoever gives it no input closes its standard input, or ends it by a signal. */
  Running start() {
    try {
      var out = Files.createTempFile("script-", ".out");
      var err = Files.createTempFile("script-", ".err");
      var builder = new ProcessBuilder(command);
      builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "JAVA_HOME"));
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that has begun. */
  record Running(Process process, Path out, Path err) {
    /** Waits for its end. */
    Run end() {
      try {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(process.info() + " does not end: " + Files.readString(err));
        }
        var run = new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return run;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
