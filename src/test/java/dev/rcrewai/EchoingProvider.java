package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * A provider in OpenAI's format that knows some keys, and whose errors quote all that it was told:
 * the key and the prompt. A prompt with {@code refuse} or {@code hang} in it gets just that.
 */
final class EchoingProvider implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final boolean ssl;
  private final String answer;
  private volatile Set<String> keys = Set.of();

  /**
   * @param answer what it says to every other prompt
   */
  EchoingProvider(HttpServerOptions options, String answer) {
    this.ssl = options.isSsl();
    this.answer = answer;
    server =
        await(vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  String baseUrl() {
    return (ssl ? "https" : "http") + "://127.0.0.1:" + server.actualPort() + "/v1";
  }

  /** Only these are good from now on. */
  void accept(String... only) {
    keys = Set.of(only);
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body.toString()));
  }

  private void answer(HttpServerRequest request, String prompt) {
    var key = String.valueOf(request.getHeader("Authorization")).replace("Bearer ", "");
    if (!keys.contains(key)) {
      refuse(request, 401, "Incorrect API key provided: " + key + " for " + prompt);
    } else if (prompt.contains("refuse")) {
      refuse(request, 400, "Bad prompt with key " + key + ": " + prompt);
    } else if (!prompt.contains("hang")) {
      request.response().putHeader("Content-Type", "application/json").end(reply().toBuffer());
    }
  }

  private JsonObject reply() {
    var message = new JsonObject().put("role", "assistant").put("content", answer);
    var choice = new JsonObject().put("index", 0).put("message", message);
    return new JsonObject()
        .put("id", "chatcmpl-1")
        .put("model", "scripted")
        .put("choices", new JsonArray().add(choice.put("finish_reason", "stop")))
        .put("usage", new JsonObject().put("prompt_tokens", 5).put("completion_tokens", 3));
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    var error = new JsonObject().put("message", message).put("type", "invalid_request_error");
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("error", error).toBuffer());
  }
}
