package dev.rcrewai.store.redis;

import dev.rcrewai.Programs;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Redis on a free port, with {@code appendfsync always} unless told otherwise. Where no
 * {@code redis-server} is installed, its tests are skipped; where {@code CI=true}, they fail.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final long STOP_MAX_SECONDS = 20;

  private final Path dir;
  private final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(Path dir, int port, List<String> command) {
    this.dir = dir;
    this.port = port;
    this.command = command;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param dir where it keeps its files; empty
   * @param options as of {@code redis-server}: {@code "--appendfsync", "everysec"}
   */
  public static RedisServer start(Path dir, String... options) {
    var command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
    int port = Programs.freePort();
    command.addAll(List.of("--port", "" + port, "--dir", dir.toString(), "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    command.addAll(List.of(options));
    return new RedisServer(dir, port, command);
  }

  /** Starts one that talks TLS only, as the one whom the certificate names. */
  static RedisServer startSecure(Path dir, Path certificate, Path key) {
    int port = Programs.freePort();
    var options =
        List.of(
            "--port",
            "0",
            "--tls-port",
            "" + port,
            "--tls-auth-clients",
            "no",
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString());
    var command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", dir.toString(), "--save", ""));
    command.addAll(options);
    return new RedisServer(dir, port, command);
  }

  /** Starts a Sentinel that watches {@code master} under the name {@code crews}. */
  static RedisServer sentinel(Path dir, RedisServer master) throws IOException {
    int port = Programs.freePort();
    var file = dir.resolve("sentinel.conf");
    Files.writeString(
        file,
        """
        port %d
        bind 127.0.0.1
        dir %s
        sentinel monitor crews 127.0.0.1 %d 2
        sentinel down-after-milliseconds crews 800
        sentinel failover-timeout crews 4000
        """
            .formatted(port, dir, master.port()));
    return new RedisServer(dir, port, List.of("redis-server", file.toString(), "--sentinel"));
  }

  private Process launch() {
    Programs.require("redis-server");
    try {
      var log = ProcessBuilder.Redirect.appendTo(dir.resolve("redis.log").toFile());
      process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      Waiting.until("Redis answers", START_MAX, this::answers);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("Redis ended; see " + dir.resolve("redis.log"));
    }
    if (command.contains("--tls-port")) {
      return logged("Ready to accept connections");
    }
    return cli("PING").matches("PONG|NOAUTH.*|MASTERDOWN.*");
  }

  private boolean logged(String words) {
    try {
      return Files.readString(dir.resolve("redis.log")).contains(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** CPU time of its process until now. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Settings for a store on it. */
  public StoreSettings.Redis settings() {
    return settings(url());
  }

  static StoreSettings.Redis settings(String url) {
    return new StoreSettings.Redis(new Secret(url), null, Duration.ofSeconds(5), 3);
  }

  /** What {@code redis-cli} prints for a command. */
  public String cli(String... words) {
    var line = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
    line.addAll(List.of(words));
    return run(line);
  }

  private static String run(List<String> line) {
    try {
      var asked = new ProcessBuilder(line).redirectErrorStream(true).start();
      var answer =
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      asked.waitFor(STOP_MAX_SECONDS, TimeUnit.SECONDS);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again, on the same port and files. */
  public void restart() {
    launch();
  }

  /** Keeps it from doing anything, as SIGSTOP does. */
  public void pause() {
    run(List.of("kill", "-STOP", "" + process.pid()));
  }

  public void resume() {
    run(List.of("kill", "-CONT", "" + process.pid()));
  }

  /** Ends it in order. */
  public void stop() {
    resume();
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("Redis does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
