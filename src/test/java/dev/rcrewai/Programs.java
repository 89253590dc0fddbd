package dev.rcrewai;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real programs that tests start. */
public final class Programs {
  /** Where Debian has servers; not on everybody's PATH. */
  private static final String SERVERS = "/usr/sbin";

  private Programs() {}

  /**
   * The program's file. Where it is not installed, the test is skipped; where {@code CI=true}, it
   * fails.
   */
  public static String require(String program) {
    var found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of(SERVERS))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(program + " is not on PATH; CI needs it");
    }
    Assumptions.assumeTrue(found.isPresent(), "skipped: " + program + " is not on PATH");
    return found.orElseThrow().toString();
  }

  /** A port on which nobody listens now. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
