package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a program said that checks monitoring's files.
 *
 * @param output both streams
 */
record MonitoringTool(int status, String output) {
  private static final int SECONDS_MAX = 120;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 100_000_000;

  /** Runs it to its end; skips the test where it is not installed. */
  static MonitoringTool run(String program, Object... arguments) {
    return fed("", program, arguments);
  }

  /** Runs it with that on its standard input. */
  static MonitoringTool fed(String input, String program, Object... arguments) {
    var command =
        Stream.concat(
                Stream.of(Programs.require(program)), Stream.of(arguments).map(Object::toString))
            .toList();
    try {
      return run(input, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Asks ten times a second until it is so: the machine has other things to do. */
  static void until(String what, BooleanSupplier condition) {
    Waiting.until(
        what,
        PATIENCE,
        () -> {
          boolean so = condition.getAsBoolean();
          if (!so) {
            LockSupport.parkNanos(PAUSE_NANOS);
          }
          return so;
        });
  }

  private static MonitoringTool run(String input, List<String> command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .directory(Path.of(System.getProperty("basedir", "")).toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .start();
    try (var stdin = process.outputWriter()) {
      stdin.write(input);
    }
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end: " + output);
    }
    return new MonitoringTool(process.exitValue(), output);
  }
}
