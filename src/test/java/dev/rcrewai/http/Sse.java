package dev.rcrewai.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events by the lines of the wire. */
public final class Sse implements AutoCloseable {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  /** One event; a comment has neither id nor event. */
  public record Message(@Nullable String id, @Nullable String event, String data) {}

  private final Socket socket;
  private final BufferedReader reader;
  private final List<String> head = new ArrayList<>();

  private Sse(Socket socket) throws IOException {
    this.socket = socket;
    this.reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Opens a stream with HTTP/1.0, so that the body is not in chunks. */
  static Sse open(int port, String token, String path, String headers) throws IOException {
    return open(new Socket(InetAddress.getLoopbackAddress(), port), token, path, headers);
  }

  /** The same on a socket of the test's own. */
  static Sse open(Socket socket, String token, String path, String headers) throws IOException {
    return open(socket, token, path, headers, SILENCE_MAX);
  }

  /** The same with a bound on how long nothing arrives; beyond it reading fails. */
  public static Sse open(
      Socket socket, String token, String path, String headers, Duration silenceMax)
      throws IOException {
    socket.setSoTimeout((int) silenceMax.toMillis());
    var request =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.0",
            "Host: localhost",
            "Authorization: Bearer " + token,
            "Accept: text/event-stream",
            headers + "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    var stream = new Sse(socket);
    for (var line = stream.line(); line != null && !line.isEmpty(); line = stream.line()) {
      stream.head.add(line);
    }
    return stream;
  }

  /** The status line and the headers. */
  public List<String> head() {
    return head;
  }

  /**
   * The next event, or null when the stream has ended; comments and retry hints are passed over.
   */
  public @Nullable Message next() throws IOException {
    String id = null;
    String event = null;
    var data = new StringBuilder();
    for (var line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        if (event != null) {
          return new Message(id, event, data.toString());
        }
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data.append(line.substring(6));
      }
    }
    return null;
  }

  /** Every event until the stream ends. */
  List<Message> toEnd() throws IOException {
    var all = new ArrayList<Message>();
    for (var message = next(); message != null; message = next()) {
      all.add(message);
    }
    return all;
  }

  /** Every whole event until the connection is cut off. */
  List<Message> toCut() {
    var all = new ArrayList<Message>();
    try {
      for (var message = next(); message != null; message = next()) {
        all.add(message);
      }
    } catch (IOException _) {
      return all; // as expected
    }
    return all;
  }

  /** The next line as it is, or null at the end. */
  @Nullable String line() throws IOException {
    return reader.readLine();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
