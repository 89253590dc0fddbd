package dev.rcrewai.tool.mcp;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference server of the Model Context Protocol, a real one. {@code scripts/test.sh} installs
 * it below {@code target}; without it tests are skipped, and fail in CI.
 */
public final class EverythingServer implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of("target/mcp/node_modules/@modelcontextprotocol/server-everything/dist/index.js");

  private final int port;
  private Process process;

  private EverythingServer(int port) throws IOException {
    this.port = port;
    process = start(port);
  }

  /** How it is started to talk by its standard input and output. */
  public static List<String> command() {
    if (!Files.exists(SCRIPT)) {
      var message = "the MCP server is not installed: " + SCRIPT + "; run scripts/test.sh";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message);
      }
      Assumptions.abort(message);
    }
    return List.of("node", SCRIPT.toAbsolutePath().toString(), "stdio");
  }

  /** Starts it with HTTP on a free port. */
  public static EverythingServer start() throws IOException {
    command();
    return new EverythingServer(Programs.freePort());
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/mcp";
  }

  /** Forgets every session. */
  public void restart() throws IOException {
    close();
    process = start(port);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static Process start(int port) throws IOException {
    var builder =
        new ProcessBuilder("node", SCRIPT.toString(), "streamableHttp")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PORT", Integer.toString(port));
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Waiting.until("the MCP server listens", Duration.ofSeconds(60), () -> listens(port));
    return process;
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
