package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What became of a script of ours.
 *
 * @param output what it printed, errors too
 */
record ScriptRun(int exitCode, String output) {
  private static final int MAX_SECONDS = 120;

  /** Runs it to its end, without a terminal. */
  static ScriptRun of(String script, Map<String, String> environment, List<String> arguments) {
    return end(start(script, environment, arguments));
  }

  /** Starts it. */
  static Process start(String script, Map<String, String> environment, List<String> arguments) {
    var command = new ArrayList<>(List.of(Path.of("scripts", script).toAbsolutePath().toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "JAVA_HOME"));
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  static ScriptRun end(Process process) {
    try {
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end: " + output);
      }
      return new ScriptRun(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
