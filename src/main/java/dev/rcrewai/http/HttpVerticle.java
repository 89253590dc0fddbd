package dev.rcrewai.http;

import dev.rcrewai.config.HttpSettings;
import dev.rcrewai.operation.Contract;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The public port: one instance per event loop, all of them on the same port. */
public final class HttpVerticle extends VerticleBase {
  /** A free port; unlike with 0, the same one for all instances. */
  private static final int ANY_PORT = -1;

  private static final long LAST_ANSWERS_SECONDS_MAX = 5;

  private final HttpServices services;
  private final AtomicInteger connections;
  private @Nullable EventStreams streams;
  private @Nullable HttpServer server;

  /**
   * @param connections open ones, counted over all instances
   */
  public HttpVerticle(HttpServices services, AtomicInteger connections) {
    this.services = services;
    this.connections = connections;
  }

  @Override
  public Future<?> start() {
    return Contract.load(vertx)
        .compose(contract -> {
          var behind = services.operations();
          var open =
              new EventStreams(
                  behind.executions(),
                  services.metrics().metrics(),
                  behind.clock(),
                  EventStreams.HEARTBEAT);
          streams = open;
          if (behind.executions().isShared()) {
            behind.executions().onDrain(() -> context.runOnContext(_ -> open.closeAll()));
          }
          behind.bus().listen(StepAddresses.DELTA, open::delta);
          var operations = HttpOperations.all(vertx, services);
          return listen(new Routes(vertx, services, open).router(contract, operations));
        });
  }

  /**
   * Ends the streams, so that their readers come back elsewhere; takes no more connections, and
   * lets answers under way end.
   */
  @Override
  public Future<?> stop() {
    if (streams != null) {
      streams.closeAll();
    }
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(LAST_ANSWERS_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** The port that is listened on; where 0 was asked for, the one that was free. */
  public int actualPort() {
    return Objects.requireNonNull(server, "not started").actualPort();
  }

  private Future<HttpServer> listen(Router router) {
    var settings = services.operations().settings().http();
    server = vertx.createHttpServer(options(settings));
    var watch = new ConnectionWatch(settings, connections, System::nanoTime);
    vertx.setPeriodic(ConnectionWatch.SWEEP.toMillis(), _ -> watch.sweep());
    return server
        .connectionHandler(watch::opened)
        .invalidRequestHandler(UnreadableRequests::refuse)
        .requestHandler(request -> {
          watch.requested(request);
          if (services.operations().executions().isDraining()) {
            letGo(request);
          }
          router.handle(request);
        })
        .listen();
  }

  /** The connection's last request: a later one could meet a door that has just closed. */
  private static void letGo(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    request.connection().shutdown(1, TimeUnit.DAYS); // once it is answered
  }

  private static HttpServerOptions options(HttpSettings settings) {
    return new HttpServerOptions()
        .setStrictThreadMode(true) // no queue of 4.7 KiB for writes from elsewhere
        .setHost(settings.host())
        .setPort(settings.port() == 0 ? ANY_PORT : settings.port())
        .setMaxHeaderSize(settings.headerBytesMax())
        .setMaxInitialLineLength(settings.urlBytesMax())
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false) // there are no WebSockets here
        .setPerMessageWebSocketCompressionSupported(false)
        .setHandle100ContinueAutomatically(true);
  }
}
