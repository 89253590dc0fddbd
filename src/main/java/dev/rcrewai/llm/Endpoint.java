package dev.rcrewai.llm;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.llm.ProviderConnection.Liveness;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a provider is, and how it is spoken with: over TLS by HTTP/2 where it knows that (ALPN),
 * else by HTTP/1.1; in clear text, as inside a cluster, by HTTP/1.1. Thread-safe.
 */
final class Endpoint {
  /** On its way to us on one connection: HTTP/2's own 64 KiB would have to do for all its calls. */
  private static final int WINDOW_BYTES = 1 << 20;

  private final Vertx vertx;
  private final HttpClientOptions options;
  private final HttpConnectOptions address;
  private final Connections.Limits limits;

  /**
   * For each event loop its own, so that a request is written where it was decided that it may
   * leave. Shared ones would hand it to whatever loop a free connection belongs to, and a process
   * that is paused on the way sends it when it wakes.
   */
  private final Map<Thread, Connections> connections = new ConcurrentHashMap<>();

  Endpoint(Vertx vertx, LlmSettings settings, URI url, Liveness liveness) {
    boolean ssl = "https".equals(url.getScheme());
    var connect = settings.times().connect();
    this.vertx = vertx;
    this.address =
        new HttpConnectOptions()
            .setHost(url.getHost())
            .setPort(url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80)
            .setSsl(ssl);
    this.options =
        new HttpClientOptions()
            .setConnectTimeout((int) connect.toMillis())
            .setTrustAll(!settings.validateSsl())
            .setVerifyHost(settings.validateSsl())
            .setUseAlpn(ssl)
            .setProtocolVersion(ssl ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ConnectionWindowSize(WINDOW_BYTES)
            .setInitialSettings(new Http2Settings().setPushEnabled(false));
    this.limits = new Connections.Limits(settings.guards().concurrentMax(), connect, liveness);
  }

  /** Those of the event loop that asks. */
  Connections connections() {
    return connections.computeIfAbsent(
        Thread.currentThread(),
        loop -> new Connections(vertx, vertx.createHttpClient(options), address, limits));
  }
}
