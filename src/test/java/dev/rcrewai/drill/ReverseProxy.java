package dev.rcrewai.drill;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real reverse proxy before a cluster's nodes, as callers have it. */
abstract class ReverseProxy implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final long STOP_MAX_SECONDS = 10;

  private final int port = Programs.freePort();
  private final List<URI> nodes;
  private Process process;
  private Path log;

  @SuppressWarnings("NullAway.Init") // set by start
  ReverseProxy(List<URI> nodes) {
    this.nodes = new ArrayList<>(nodes);
  }

  /** Somebody asks that node to end, and tells the proxy at the same moment. */
  abstract void leaves(int node);

  /** That node is ready again, at another address. */
  abstract void back(int node, URI address);

  /** Runs it in the foreground and waits until it listens. */
  final void start(Path logFile, List<String> command) {
    log = logFile;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Waiting.until(command + " listens; see " + log, START_MAX, this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("the proxy ended");
    }
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What it has said. */
  final String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address that callers use. */
  final URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  final int port() {
    return port;
  }

  final List<URI> nodes() {
    return nodes;
  }

  final long pid() {
    return process.pid();
  }

  static String hostAndPort(URI node) {
    return "127.0.0.1:" + node.getPort();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
