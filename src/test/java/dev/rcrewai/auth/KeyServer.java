package dev.rcrewai.auth;

import static dev.rcrewai.execution.Await.await;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes a JWK set, or fails to. */
public final class KeyServer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String keys;
  private volatile int status = 200;

  private KeyServer(Vertx vertx, JWK... keys) {
    this.keys = set(keys);
    this.server =
        await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  }

  public static KeyServer start(Vertx vertx, JWK... keys) {
    return new KeyServer(vertx, keys);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/jwks.json");
  }

  /** Publishes these from now on, their public parts only. */
  public void publish(JWK... now) {
    keys = set(now);
    status = 200;
  }

  /** Answers with that status from now on. */
  public void fail(int with) {
    status = with;
  }

  public int fetches() {
    return fetches.get();
  }

  @Override
  public void close() {
    await(server.close());
  }

  private void answer(HttpServerRequest request) {
    fetches.incrementAndGet();
    request.response().setStatusCode(status).end(status == 200 ? keys : "down");
  }

  private static String set(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(true);
  }
}
