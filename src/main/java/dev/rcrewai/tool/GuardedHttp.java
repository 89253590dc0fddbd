package dev.rcrewai.tool;

import dev.rcrewai.net.AddressGuard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The only way of tools to HTTP. Every address, that of a redirect too, is looked up once, judged
 * by the {@link AddressGuard}, and connected to as it was judged; only a server that the operator
 * chose as the tool's home may have any address, until a redirect leaves it. GET and HEAD follow a
 * few redirects, and never from https to http; other methods follow none. Blocks until the deadline
 * at most; an interrupt closes the connection. Thread-safe.
 */
public final class GuardedHttp {
  public static final int BODY_BYTES_MAX = 2 << 20;
  public static final int REDIRECTS_MAX = 5;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS_PER_HOST_MAX = 16;

  private final HttpClient client;
  private final AddressGuard guard;
  private final PortRule ports;
  private final String userAgent;
  private final InstantSource clock;

  /** Which ports of a host may be connected to, once its address may. */
  @FunctionalInterface
  public interface PortRule {
    boolean allows(String host, InetAddress address, int port);
  }

  /** Nothing was sent: the address is refused or unknown. */
  public static final class NotSentException extends IOException {
    NotSentException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  public GuardedHttp(
      Vertx vertx, AddressGuard guard, PortRule ports, String userAgent, InstantSource clock) {
    var options =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setDecompressionSupported(true);
    client =
        vertx.createHttpClient(
            options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST_MAX));
    this.guard = guard;
    this.ports = ports;
    this.userAgent = userAgent;
    this.clock = clock;
  }

  /**
   * The answer to a request whose address came from a model, a caller or a page.
   *
   * @throws IOException says in words fit for a model why there is no answer
   */
  public HttpReply send(HttpCall call, Instant deadline) throws IOException, InterruptedException {
    return send(call, guarded(call.url(), "the address"), deadline);
  }

  /** The same where the operator chose the server: it may have any address. */
  public HttpReply sendHome(HttpCall call, Instant deadline)
      throws IOException, InterruptedException {
    return send(call, null, deadline);
  }

  private HttpReply send(HttpCall first, @Nullable InetAddress address, Instant deadline)
      throws IOException, InterruptedException {
    HttpCall call = first;
    InetAddress pinned = address;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      var exchange = new HttpExchange(client, request(call, pinned), call, BODY_BYTES_MAX);
      switch (exchange.await(deadline, clock)) {
        case HttpExchange.Answered(int status, var headers, var body) -> {
          return new HttpReply(call.url(), status, headers, body);
        }
        case HttpExchange.Redirected(String location) -> {
          if (!call.isSafe()) {
            throw new IOException(call.url().getHost() + " redirects, which is not followed");
          }
          URI next = follow(call.url(), location);
          boolean atHome = pinned == null && sameServer(first.url(), next);
          pinned = atHome ? null : guarded(next, "it redirects to an address that");
          call = call.redirected(next, sameServer(call.url(), next));
        }
      }
    }
    throw new IOException(first.url().getHost() + " redirects too often");
  }

  private RequestOptions request(HttpCall call, @Nullable InetAddress pinned) {
    URI url = call.url();
    var options =
        new RequestOptions()
            .setMethod(call.method())
            .setAbsoluteURI(url.toASCIIString())
            .putHeader("User-Agent", userAgent);
    call.headers().forEach(options::putHeader);
    return pinned == null
        ? options
        : options.setServer(SocketAddress.inetSocketAddress(port(url), pinned.getHostAddress()));
  }

  static URI follow(URI from, String location) throws IOException {
    try {
      URI next = from.resolve(location);
      if (isHttps(from) && !isHttps(next)) {
        throw new IOException(from.getHost() + " redirects to an insecure address");
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw new IOException(from.getHost() + " redirects to something that is no address", e);
    }
  }

  private InetAddress guarded(URI next, String what) throws NotSentException {
    try {
      var address = guard.addressFor(next);
      if (!ports.allows(next.getHost(), address, port(next))) {
        throw new NotSentException(what + " has a port that is refused", null);
      }
      return address;
    } catch (UnknownHostException e) {
      throw new NotSentException(what + " could not be reached", e);
    } catch (AddressGuard.RefusedException e) {
      throw new NotSentException(what + " is refused", e);
    }
  }

  private static boolean sameServer(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost())
        && other.getRawUserInfo() == null
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && port(one) == port(other);
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return isHttps(url) ? 443 : 80;
  }

  private static boolean isHttps(URI url) {
    return "https".equals(url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT));
  }
}
