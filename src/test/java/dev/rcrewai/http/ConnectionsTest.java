package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that cost something and give nothing, on our own port. */
class ConnectionsTest {
  private static final int SLOW = 100;
  private static final int CONNECTIONS_MAX = 150;

  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of(
              "REQUEST_READ_TIMEOUT", "1",
              "HTTP_IDLE_TIMEOUT", "1",
              "MAX_CONNECTIONS", Integer.toString(CONNECTIONS_MAX)));

  /** The limit, what the sweep adds, and what a busy machine adds. */
  private static final Duration CLOSED_MAX = Duration.ofSeconds(6);

  @Test
  void slowHeaders_areCutOffWhileAGoodClientIsServed() throws Exception {
    slow("GET /health HTTP/1.1\r\nHost: x\r\n", "X: 1\r\n");
  }

  @Test
  void slowBodies_areCutOffWhileAGoodClientIsServed() throws Exception {
    slow("POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n", "{");
  }

  @Test
  void silentConnection_isClosed() throws Exception {
    try (var connection = new RawHttp(server.port())) {
      long began = System.nanoTime();

      assertThat(connection.untilClosed()).isEmpty();
      assertThat(since(began)).isBetween(Duration.ofMillis(900), CLOSED_MAX);
    }
  }

  @Test
  void idleConnection_afterAnAnswer_isClosed() throws Exception {
    try (var connection = new RawHttp(server.port())) {
      connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").until("\r\n\r\n");
      long began = System.nanoTime();

      connection.untilClosed();

      assertThat(since(began)).isBetween(Duration.ofMillis(900), CLOSED_MAX);
    }
  }

  @Test
  void connection_withRequestsInTime_isKept() throws Exception {
    try (var connection = new RawHttp(server.port())) {
      for (int i = 0; i < 5; i++) {
        connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").until("\"}");
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      }
    }
  }

  @Test
  void request_thatIsWorkedOnForLonger_isAnswered() {
    var body = "{\"crew_name\":\"hang\",\"inputs\":{\"topic\":\"tea\"},\"timeout\":4}";

    server.post("ann", "/execute", body).problem(504, "deadline_exceeded");
  }

  @Test
  void connections_beyondTheLimit_areClosedAndTheRestIsServed() throws Exception {
    var open = new ArrayList<RawHttp>();
    try {
      for (int i = 0; i < CONNECTIONS_MAX + 20; i++) {
        open.add(new RawHttp(server.port()));
      }

      assertThat(open.getLast().untilClosed()).isEmpty();
    } finally {
      close(open);
    }
    Poll.until(() -> server.send(server.to("/health/live")), answer -> answer.status() == 200);
  }

  private static void slow(String head, String drip) throws Exception {
    var open = new ArrayList<RawHttp>();
    try {
      for (int i = 0; i < SLOW; i++) {
        open.add(new RawHttp(server.port()).send(head));
      }
      long began = System.nanoTime();
      int left = SLOW;
      var took = new ArrayList<Duration>();
      while (left > 0 && since(began).compareTo(CLOSED_MAX) < 0) {
        left = drip(open, drip);
        long asked = System.nanoTime();
        server.send(server.to("/health/live")).status(200);
        took.add(since(asked));
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }

      assertThat(left).as("slow connections still open").isZero();
      took.sort(null);
      assertThat(took.get(took.size() / 2)).isLessThan(Duration.ofMillis(500));
    } finally {
      close(open);
    }
  }

  /** Sends a little more on each; how many of them still take it. */
  private static int drip(List<RawHttp> connections, String bytes) {
    int taken = 0;
    for (var connection : connections) {
      try {
        connection.send(bytes);
        taken++;
      } catch (IOException e) {
        // Closed, as it should be.
      }
    }
    return taken;
  }

  private static void close(List<RawHttp> connections) throws IOException {
    for (var connection : connections) {
      connection.close();
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
