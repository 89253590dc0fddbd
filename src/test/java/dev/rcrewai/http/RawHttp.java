package dev.rcrewai.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection on which a test writes what no HTTP client would. */
final class RawHttp implements AutoCloseable {
  private final Socket socket;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
  }

  RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** All that the server says until it closes the connection. */
  String untilClosed() throws IOException {
    var said = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(said);
    } catch (SocketException e) {
      // A reset is an end as well; it may follow what was said.
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** What the server says, up to and with that text. */
  String until(String last) throws IOException {
    var said = new StringBuilder();
    while (said.indexOf(last) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("closed after: " + said);
      }
      said.append((char) next);
    }
    return said.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The whole answer to those bytes; they must ask the server to close the connection after it. */
  static String exchange(int port, String request) throws IOException {
    try (var connection = new RawHttp(port)) {
      try {
        connection.send(request);
      } catch (SocketException e) {
        // The server may have refused before it read everything; its answer is still there.
      }
      return connection.untilClosed();
    }
  }
}
