package dev.rcrewai.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.util.function.Function;

/** Deploys a server on every core, on one free port, and prints where it listens. */
final class Listening {
  static final String WORDS = "listening on ";
  private static final int ANY_PORT_SHARED_BY_ALL_INSTANCES = -1;

  private final Vertx vertx;
  private final Promise<Integer> port = Promise.promise();

  private Listening(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The main method of a server process: runs until it is killed. */
  static void serve(Function<Listening, VerticleBase> server) {
    serve("http://127.0.0.1:", server);
  }

  /** The same with another beginning of the address that it prints. */
  static void serve(String url, Function<Listening, VerticleBase> server) {
    deploy(Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)), server)
        .onSuccess(port -> System.out.println(WORDS + url + port))
        .onFailure(cause -> {
          cause.printStackTrace();
          System.exit(1);
        });
  }

  /** Deploys on every core; the port once all of them listen. */
  static Future<Integer> deploy(Vertx vertx, Function<Listening, VerticleBase> server) {
    var listening = new Listening(vertx);
    var everyCore =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    return vertx
        .deployVerticle(() -> server.apply(listening), everyCore)
        .compose(_ -> listening.port.future());
  }

  Vertx vertx() {
    return vertx;
  }

  /** Called by each instance. */
  Future<HttpServer> on(HttpServer server) {
    return server
        .listen(ANY_PORT_SHARED_BY_ALL_INSTANCES, "127.0.0.1")
        .onSuccess(started -> port.tryComplete(started.actualPort()));
  }
}
