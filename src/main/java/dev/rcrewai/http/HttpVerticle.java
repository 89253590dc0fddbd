package dev.rcrewai.http;

import dev.rcrewai.config.HttpSettings;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The public port: one instance per event loop, all of them on the same port. */
public final class HttpVerticle extends VerticleBase {
  /** A free port; unlike with 0, the same one for all instances. */
  private static final int ANY_PORT = -1;

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
          var settings = services.settings();
          var tokens = new Tokens(vertx, settings.auth(), services.keys(), services.clock());
          var open =
              new EventStreams(services.executions(), services.clock(), EventStreams.HEARTBEAT);
          streams = open;
          if (services.executions().isShared()) {
            services.executions().onDrain(() -> context.runOnContext(_ -> open.closeAll()));
          }
          services.bus().listen(StepAddresses.DELTA, open::delta);
          var operations = Operations.all(vertx, services, open);
          return listen(new Routes(vertx, services, tokens).router(contract, operations));
        });
  }

  /** Ends the streams, so that their readers come back elsewhere; then takes no more requests. */
  @Override
  public Future<?> stop() {
    if (streams != null) {
      streams.closeAll();
    }
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** The port that is listened on; where 0 was asked for, the one that was free. */
  public int actualPort() {
    return Objects.requireNonNull(server, "not started").actualPort();
  }

  private Future<HttpServer> listen(Router router) {
    var settings = services.settings().http();
    server = vertx.createHttpServer(options(settings));
    var watch = new ConnectionWatch(settings, connections, System::nanoTime);
    vertx.setPeriodic(ConnectionWatch.SWEEP.toMillis(), _ -> watch.sweep());
    return server
        .connectionHandler(watch::opened)
        .invalidRequestHandler(UnreadableRequests::refuse)
        .requestHandler(request -> {
          watch.requested(request);
          router.handle(request);
        })
        .listen();
  }

  private static HttpServerOptions options(HttpSettings settings) {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port() == 0 ? ANY_PORT : settings.port())
        .setMaxHeaderSize(settings.headerBytesMax())
        .setMaxInitialLineLength(settings.urlBytesMax())
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true);
  }
}
