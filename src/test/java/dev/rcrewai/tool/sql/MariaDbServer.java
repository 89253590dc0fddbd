package dev.rcrewai.tool.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real MariaDB on a free port of the loopback; skipped where it is not installed. */
final class MariaDbServer implements AutoCloseable {
  private final Path directory;
  private final int port = Programs.freePort();
  private final Process process;

  /**
   * @param options of the server besides those that place it
   */
  MariaDbServer(Path directory, String... options) throws Exception {
    this.directory = directory;
    var install =
        List.of(
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve");
    run(command("mariadb-install-db", install), "").waitFor(60, TimeUnit.SECONDS);
    var all =
        new ArrayList<>(
            List.of(
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--innodb-buffer-pool-size=16M"));
    all.addAll(List.of(options));
    process = run(command("mariadbd", all), "");
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Waiting.until("MariaDB listens", Duration.ofSeconds(60), this::listens);
  }

  int port() {
    return port;
  }

  /** Runs statements as root and gives what they print. */
  String sql(String statements) throws Exception {
    var client =
        run(
            List.of(
                Programs.require("mariadb"),
                "--no-defaults",
                "--socket=" + directory.resolve("socket"),
                "--user=root",
                "--batch",
                "--skip-column-names"),
            statements);
    var printed = new String(client.getInputStream().readAllBytes(), UTF_8);
    if (!client.waitFor(30, TimeUnit.SECONDS) || client.exitValue() != 0) {
      throw new AssertionError(printed);
    }
    return printed;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private List<String> command(String program, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Programs.require(program));
    command.add("--no-defaults");
    command.add("--datadir=" + directory.resolve("data"));
    command.add("--user=" + System.getProperty("user.name"));
    command.addAll(options);
    return command;
  }

  private Process run(List<String> command, String input) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (input.isEmpty()) {
      builder.redirectOutput(directory.resolve("log").toFile());
    }
    var started = builder.start();
    try (var in = started.outputWriter(UTF_8)) {
      in.write(input);
    }
    return started;
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
