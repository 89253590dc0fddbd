package dev.rcrewai.sandbox;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/** A sandbox with scripts of a test, and a client beside it. */
final class SandboxProcess implements AutoCloseable {
  static final String CHAT = "/v1/chat/completions";
  private static final int SECONDS_MAX = 60;
  private static final int CONNECTIONS_MAX = 2000;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;

  SandboxProcess(String script) {
    var verticle = new SandboxVerticle(Scripts.parse(script), 0);
    await(vertx.deployVerticle(verticle));
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(verticle.actualPort()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
  }

  /** A whole response. */
  record Reply(int status, MultiMap headers, String body) {
    JsonObject json() {
      return new JsonObject(body);
    }

    String text() {
      var choice = json().getJsonArray("choices").getJsonObject(0);
      return choice.getJsonObject("message").getString("content");
    }
  }

  static Buffer ask(String text, boolean stream) {
    var message = new JsonObject().put("role", "user").put("content", text);
    return new JsonObject()
        .put("model", "gpt-4o")
        .put("stream", stream)
        .put("messages", new JsonArray().add(message))
        .toBuffer();
  }

  /**
   * Sends a chat request. What is to be done with the response is given along: attached by this
   * thread later, it could miss bytes that the client's event loop has already handed over.
   */
  <T> Future<T> send(Buffer body, Function<HttpClientResponse, Future<T>> then) {
    return request(CHAT).compose(request -> request.send(body).compose(then));
  }

  Future<HttpClientRequest> request(String path) {
    return client.request(HttpMethod.POST, path);
  }

  Future<Reply> reply(Buffer body) {
    return send(body, SandboxProcess::whole);
  }

  Reply post(String text) {
    return await(reply(ask(text, false)));
  }

  Reply stream(String text) {
    return await(reply(ask(text, true)));
  }

  Reply get(String path) {
    return await(
        client
            .request(HttpMethod.GET, path)
            .compose(request -> request.send().compose(SandboxProcess::whole)));
  }

  JsonObject stats() {
    return get("/sandbox/stats").json();
  }

  /** Asks for the statistics until they are as expected; the last ones either way. */
  JsonObject statsOnce(Predicate<JsonObject> expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    var stats = stats();
    while (!expected.test(stats) && System.nanoTime() < end) {
      stats = stats();
    }
    return stats;
  }

  static Future<Reply> whole(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Reply(response.statusCode(), response.headers(), body.toString()));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
