package dev.rcrewai.webhook;

import static dev.rcrewai.execution.Await.await;

import com.standardwebhooks.Webhook;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A real receiver of webhooks on a free port, which remembers what it was told. */
final class Receiver implements AutoCloseable {
  /** One POST as it arrived. */
  record Told(String path, Map<String, String> headers, Buffer body) {
    JsonObject event() {
      return body.toJsonObject();
    }

    /** Its place in the journal. */
    int seq() {
      return event().getJsonObject("data").getInteger("seq");
    }

    /** Verifies it with the public reference library, at this moment; throws where it is forged. */
    void verify(String secret) throws Exception {
      var all =
          headers.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
      new Webhook(secret).verify(body.toString(), HttpHeaders.of(all, (_, _) -> true));
    }
  }

  final List<Told> told = new CopyOnWriteArrayList<>();

  /** What it does once it has read a request. */
  volatile Handler<HttpServerRequest> answer = request -> request.response().end();

  private final HttpServer server;

  Receiver(Vertx vertx) {
    this(vertx, new HttpServerOptions());
  }

  Receiver(Vertx vertx, HttpServerOptions options) {
    server =
        await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
                .listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request, Buffer body) {
    var headers =
        request.headers().entries().stream()
            .collect(
                Collectors.toMap(e -> e.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    told.add(new Told(request.path(), headers, body));
    answer.handle(request);
  }

  void answers(int status) {
    answer = request -> request.response().setStatusCode(status).end();
  }

  /** Connections are cut, as a host does that is down behind its load balancer. */
  void isDown() {
    answer = request -> request.connection().close();
  }

  /** Says nothing, and keeps the connection. */
  void hangs() {
    answer = _ -> {};
  }

  int port() {
    return server.actualPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  @Override
  public void close() {
    await(server.close());
  }
}
