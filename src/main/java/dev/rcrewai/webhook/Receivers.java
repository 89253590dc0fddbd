package dev.rcrewai.webhook;

import dev.rcrewai.config.UserAgent;
import dev.rcrewai.net.AddressGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Posts to receivers. The address of the host is looked up and judged at every try, and connected
 * to as it was judged; TLS checks the host's name all the same. Redirects are not followed. Lives
 * on one Vert.x context.
 */
final class Receivers {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final Vertx vertx;
  private final AddressGuard guard;
  private final Duration timeout;
  private final InstantSource clock;
  private final HttpClient client;
  private final WorkerExecutor resolver;

  /**
   * @param options of the client; certificates to trust, for example
   * @param timeout of one try
   * @param concurrentMax tries at once
   */
  Receivers(
      Vertx vertx,
      HttpClientOptions options,
      AddressGuard guard,
      Duration timeout,
      int concurrentMax,
      InstantSource clock) {
    this.vertx = vertx;
    this.guard = guard;
    this.timeout = timeout;
    this.clock = clock;
    // A pool belongs to one address of one host, and no more tries than these are ever under way.
    client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(concurrentMax));
    resolver = vertx.createSharedWorkerExecutor("webhook-resolver", concurrentMax);
  }

  /** One try. Never fails. */
  Future<Attempt> post(URI url, Map<String, String> headers, byte[] body) {
    long began = System.nanoTime();
    return resolver
        .executeBlocking(() -> guard.addressFor(url), false)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .compose(address -> {
          var left = timeout.minusNanos(System.nanoTime() - began);
          var options = options(url, address, headers);
          return new Post(vertx, client, options, Buffer.buffer(body), left).head();
        })
        .map(this::judge)
        .otherwise(this::explain);
  }

  Future<Void> close() {
    return Future.join(client.close(), resolver.close()).mapEmpty();
  }

  private static RequestOptions options(URI url, InetAddress address, Map<String, String> headers) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toASCIIString())
            .setServer(SocketAddress.inetSocketAddress(port(url), address.getHostAddress()))
            .putHeader("content-type", CloudEvent.MEDIA_TYPE)
            .putHeader("user-agent", UserAgent.value());
    headers.forEach(options::putHeader);
    return options;
  }

  private static int port(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return "https".equalsIgnoreCase(url.getScheme()) ? HTTPS_PORT : HTTP_PORT;
  }

  private Attempt judge(HttpClientResponse response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Attempt.Delivered();
    }
    if (status == 410) {
      return new Attempt.Gone();
    }
    var redirect = status >= 300 && status < 400 ? ": redirects are not followed" : "";
    var retryAfter = RetryAfter.read(response.getHeader("Retry-After"), clock.instant());
    return new Attempt.InVain("HTTP " + status + redirect, retryAfter);
  }

  /** Nothing of what a failure says itself: it names addresses. */
  private Attempt explain(Throwable failure) {
    return new Attempt.InVain(
        switch (failure) {
          case AddressGuard.RefusedException _ ->
              "the host leads to an address that is not public and not allowed";
          case UnknownHostException _ -> "the host has no address";
          case TimeoutException _ -> "no answer within " + timeout.toMillis() / 1e3 + " s";
          case SSLException _ -> "no TLS connection, or not to that host";
          default -> "no connection, or it was lost";
        });
  }
}
