package dev.rcrewai.llm;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;

/** Addresses of providers with which nobody comes to talk, each for a reason of its own. */
public final class FaultyHosts {
  private static final long BYTE_MILLIS = 50;

  /** Where a provider is. */
  public enum Place {
    /** At a server that plays its script. */
    HERE,
    /** At a port where nobody listens. */
    NOBODY,
    /** At a name that its domain's server does not know. */
    UNKNOWN,
    /** Behind a certificate that nobody vouches for. */
    UNTRUSTED,
    /** At a server that never comes to the end of its head. */
    SLOW
  }

  private final Vertx vertx;
  private final ScriptedProvider untrusted;
  private final NetServer slow;
  private final DatagramSocket dns;
  private final int nobody;

  /**
   * Opens them.
   *
   * @param vertx closes them when it is closed
   * @param dir for a key
   */
  public FaultyHosts(Vertx vertx, Path dir) throws IOException, InterruptedException {
    this.vertx = vertx;
    var tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(SelfSigned.in(dir));
    untrusted = new ScriptedProvider(vertx, tls);
    slow =
        Waiting.get(vertx.createNetServer().connectHandler(this::trickle).listen(0, "127.0.0.1"));
    dns = Waiting.get(vertx.createDatagramSocket().listen(0, "127.0.0.1"));
    dns.handler(this::deny);
    try (var taken = new ServerSocket(0)) {
      nobody = taken.getLocalPort();
    }
  }

  /** The base URL of a provider there. */
  public URI at(Place place) {
    return switch (place) {
      case HERE -> throw new IllegalArgumentException("whoever plays the script knows where");
      case NOBODY -> URI.create("http://127.0.0.1:" + nobody + "/v1");
      case UNKNOWN -> URI.create("http://provider.invalid/v1");
      case UNTRUSTED -> untrusted.baseUrl();
      case SLOW -> URI.create("http://127.0.0.1:" + slow.actualPort() + "/v1");
    };
  }

  /** A name server that knows nobody. */
  public AddressResolverOptions dns() {
    return new AddressResolverOptions().addServer("127.0.0.1:" + dns.localAddress().port());
  }

  private void trickle(NetSocket socket) {
    socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
    long timer = vertx.setPeriodic(BYTE_MILLIS, _ -> socket.write("y"));
    socket.closeHandler(_ -> vertx.cancelTimer(timer));
  }

  /** The question, with the header's flags of an answer that there is no such name (RFC 1035). */
  private void deny(DatagramPacket question) {
    Buffer answer =
        question
            .data()
            .copy()
            .setByte(2, (byte) 0x81)
            .setByte(3, (byte) 0x83)
            .setShort(10, (short) 0);
    dns.send(answer, question.sender().port(), question.sender().host());
  }
}
