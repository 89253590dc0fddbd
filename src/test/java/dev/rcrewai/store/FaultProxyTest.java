package dev.rcrewai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.llm.Waiting;
import dev.rcrewai.store.FaultProxy.Where;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy loses what it is told to, before anybody believes what stores do about it. */
@Timeout(30)
class FaultProxyTest {
  private final List<Integer> heard = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private FaultProxy proxy;

  /** A server that hears bytes and answers each with the next number. */
  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = new FaultProxy(server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void exchanges_thatNobodyCuts_pass() throws IOException {
    try (var client = client()) {
      assertThat(ask(client, 1)).isEqualTo(2);
      assertThat(ask(client, 7)).isEqualTo(8);
    }
  }

  @Test
  void beforeReply_theServerHasHeard_andTheClientHearsNothing() throws IOException {
    try (var client = client()) {
      ask(client, 1);
      var cut = proxy.cut(Where.BEFORE_REPLY, 2);
      assertThat(ask(client, 2)).isEqualTo(3);

      assertThatThrownBy(() -> ask(client, 3)).isInstanceOf(IOException.class);

      assertThat(heard).containsExactly(1, 2, 3);
      assertThat(cut.done()).isEqualTo(1);
    }
    try (var next = client()) {
      assertThat(ask(next, 4)).isEqualTo(5);
    }
  }

  @Test
  void beforeRequest_theServerHearsNothing() throws IOException {
    var cut = proxy.cut(Where.BEFORE_REQUEST, 1, 2);
    for (int times = 0; times < 2; times++) {
      try (var client = client()) {
        assertThatThrownBy(() -> ask(client, 1)).isInstanceOf(IOException.class);
      }
    }
    try (var client = client()) {
      assertThat(ask(client, 2)).isEqualTo(3);
    }
    assertThat(heard).containsExactly(2);
    assertThat(cut.done()).isEqualTo(2);
  }

  @Test
  void cutAllAndRefuse_endConnections_untilItPassesAgain() throws IOException {
    try (var client = client()) {
      ask(client, 1);
      proxy.refuse();
      assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> ask(client(), 3)).isInstanceOf(IOException.class);
    proxy.pass();
    try (var client = client()) {
      assertThat(ask(client, 4)).isEqualTo(5);
    }
    Waiting.until("no connections", Duration.ofSeconds(5), () -> proxy.connections() == 0);
  }

  @Test
  void hold_isSilence_andLosesNothing() throws IOException {
    try (var client = client()) {
      ask(client, 1);
      proxy.hold();
      client.setSoTimeout(100);
      assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(SocketTimeoutException.class);
      client.setSoTimeout(0);
      proxy.pass();
      assertThat(client.getInputStream().read()).isEqualTo(3);
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int ask(Socket client, int number) throws IOException {
    client.getOutputStream().write(number);
    int answer = client.getInputStream().read();
    if (answer < 0) {
      throw new IOException("it ended");
    }
    return answer;
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      for (int n = client.getInputStream().read(); n >= 0; n = client.getInputStream().read()) {
        heard.add(n);
        client.getOutputStream().write(n + 1);
      }
    } catch (IOException e) {
      // the proxy cut it
    }
  }
}
