package dev.rcrewai.tool.web;

import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
 * Fetches web pages with GET. Follows a few redirects: freely on the server that the operator
 * chose; once they leave it, only to where the {@link AddressGuard} allows, also on the way back;
 * and never from https to http. Blocks until the deadline at most; an interrupt closes the
 * connection. Thread-safe.
 */
final class PageLoader {
  static final int BODY_BYTES_MAX = 2 << 20;
  static final int REDIRECTS_MAX = 5;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS_PER_HOST_MAX = 16;

  private final HttpClient client;
  private final AddressGuard guard;
  private final String userAgent;
  private final InstantSource clock;

  PageLoader(Vertx vertx, AddressGuard guard, String userAgent, InstantSource clock) {
    var options =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setDecompressionSupported(true);
    client =
        vertx.createHttpClient(
            options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST_MAX));
    this.guard = guard;
    this.userAgent = userAgent;
    this.clock = clock;
  }

  /**
   * The page at an address that the operator chose.
   *
   * @param trace told to that server, and to none that it leads to
   * @throws IOException says in words fit for a model why there is no page
   */
  Page load(URI chosen, Instant deadline, TraceContext trace)
      throws IOException, InterruptedException {
    URI url = chosen;
    InetAddress pinned = null;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      var request = request(url, pinned);
      if (pinned == null) {
        trace.headers().forEach(request::putHeader);
      }
      var exchange = new Exchange(client, request, BODY_BYTES_MAX);
      switch (exchange.await(deadline, clock)) {
        case Exchange.Answered(int status, Buffer body) -> {
          return new Page(url, status, body);
        }
        case Exchange.Redirected(String location) -> {
          URI next = follow(url, location);
          boolean atHome = pinned == null && sameServer(chosen, next);
          pinned = atHome ? null : guarded(next);
          url = next;
        }
      }
    }
    throw new IOException(chosen.getHost() + " redirects too often");
  }

  private RequestOptions request(URI url, @Nullable InetAddress pinned) {
    var options =
        new RequestOptions()
            .setAbsoluteURI(url.toASCIIString())
            .putHeader("User-Agent", userAgent)
            .putHeader("Accept", "text/html");
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

  private InetAddress guarded(URI next) throws IOException {
    try {
      return guard.addressFor(next);
    } catch (UnknownHostException e) {
      throw new IOException("the address that it redirects to could not be reached", e);
    } catch (AddressGuard.RefusedException e) {
      throw new IOException("it redirects to an address that is refused", e);
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
