package dev.rcrewai.tool;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real HTTP server on a free port of every interface, which remembers what it was asked. */
public final class CountingServer {
  private final HttpServer server;
  private final List<HttpServerRequest> requests = Collections.synchronizedList(new ArrayList<>());

  private CountingServer(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> {
                  requests.add(request);
                  handler.handle(request);
                })
                .listen(0, "0.0.0.0"));
  }

  public static CountingServer start(Vertx vertx, Handler<HttpServerRequest> handler)
      throws Exception {
    return new CountingServer(vertx, handler);
  }

  public int port() {
    return server.actualPort();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public List<HttpServerRequest> requests() {
    return requests;
  }

  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
