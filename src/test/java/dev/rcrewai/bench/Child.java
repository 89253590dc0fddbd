package dev.rcrewai.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own; what it prints goes to a log file. */
final class Child implements AutoCloseable {
  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:-DontCompileHugeMethods",
          "-XX:+UseCompactObjectHeaders");
  private static final Duration EXIT_MAX = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> awaited = new CompletableFuture<>();

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code java} with no other environment than this.
   *
   * @param awaited the beginning of the line that {@link #await} returns
   */
  static Child start(
      Path log, String awaited, Map<String, String> environment, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().putAll(environment);
    var child = new Child(builder.start(), log);
    // Nothing is left behind when the benchmark itself is stopped.
    Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroy));
    Thread.ofPlatform().daemon().start(() -> child.read(awaited));
    return child;
  }

  /** Starts a main class of this benchmark. */
  static Child start(Path log, String awaited, Class<?> main, String... arguments)
      throws IOException {
    var all = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
    all.add(main.getName());
    all.addAll(List.of(arguments));
    return start(log, awaited, Map.of(), all);
  }

  /** The first line with the awaited beginning; fails when the process ends without it. */
  String await(Duration patience) throws Exception {
    return awaited.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  long pid() {
    return process.pid();
  }

  /** From here on it runs on those cores alone, as taskset(1) names them. */
  void pin(String cores) throws Exception {
    new ProcessBuilder("taskset", "-a", "-c", "-p", cores, "" + pid())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** CPU time of the process until now; zero where the system does not tell. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(EXIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read(String beginning) {
    try (var lines = process.inputReader();
        BufferedWriter to = Files.newBufferedWriter(log)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        to.write(line);
        to.newLine();
        to.flush();
        if (line.startsWith(beginning)) {
          awaited.complete(line);
        }
      }
      awaited.completeExceptionally(
          new IllegalStateException(log + " ended early:\n" + Files.readString(log)));
    } catch (IOException e) {
      awaited.completeExceptionally(e);
    }
  }
}
