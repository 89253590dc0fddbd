package dev.rcrewai.tool.mcp;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Real MCP servers, which {@code scripts/test.sh} installs below {@code target}; without them tests
 * are skipped, and fail in CI. One is the reference server, which begins sessions; the other is
 * built with the SDK of the newest revision, which has none.
 */
public final class EverythingServer implements AutoCloseable {
  private static final Path INSTALLED = Path.of("target/mcp");
  private static final Path PACKAGES = INSTALLED.resolve("node_modules/@modelcontextprotocol");
  private static final Path EVERYTHING = PACKAGES.resolve("server-everything/dist/index.js");
  private static final Path NEWEST = Path.of("src/test/npm/mcp/newest.mjs");

  private final int port;
  private final ProcessBuilder command;
  private Process process;

  private EverythingServer(int port, ProcessBuilder command) throws IOException {
    this.port = port;
    this.command =
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process = listening();
  }

  /** How the reference server is started to talk by its standard input and output. */
  public static List<String> command() {
    require(EVERYTHING);
    return List.of("node", EVERYTHING.toAbsolutePath().toString(), "stdio");
  }

  /** The same for the one of the newest revision. */
  static List<String> newestCommand() throws IOException {
    return List.of("node", newestScript().toString(), "stdio");
  }

  /** Starts the reference server with HTTP on a free port. */
  public static EverythingServer start() throws IOException {
    return start(Programs.freePort());
  }

  /** The same on that port. */
  public static EverythingServer start(int port) throws IOException {
    require(EVERYTHING);
    var command = new ProcessBuilder("node", EVERYTHING.toString(), "streamableHttp");
    command.environment().put("PORT", Integer.toString(port));
    return new EverythingServer(port, command);
  }

  /**
   * Starts the one of the newest revision on that port.
   *
   * @param sessions whether it begins sessions of older revisions too
   */
  static EverythingServer startNewest(int port, boolean sessions) throws IOException {
    var mode = sessions ? "stateless" : "reject";
    var script = newestScript().toString();
    return new EverythingServer(
        port, new ProcessBuilder("node", script, Integer.toString(port), mode));
  }

  private static void require(Path installed) {
    if (!Files.exists(installed)) {
      var message = "the MCP server is not installed: " + installed + "; run scripts/test.sh";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message);
      }
      Assumptions.abort(message);
    }
  }

  /** It stands where its packages are found. */
  private static Path newestScript() throws IOException {
    require(PACKAGES.resolve("server"));
    var copy = INSTALLED.resolve(NEWEST.getFileName());
    Files.copy(NEWEST, copy, StandardCopyOption.REPLACE_EXISTING);
    return copy.toAbsolutePath();
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/mcp";
  }

  /** Forgets every session. */
  public void restart() throws IOException {
    close();
    process = listening();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private Process listening() throws IOException {
    var started = command.start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    Waiting.until("the MCP server listens", Duration.ofSeconds(60), () -> listens(port));
    return started;
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
