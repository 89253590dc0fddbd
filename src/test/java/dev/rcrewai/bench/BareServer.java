package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;

/**
 * The least a server can do for {@code POST /execute}: parse the JSON, ask the model once, answer.
 * No router, no token, no validation, no journal. (A router and a body handler cost it nothing that
 * can be measured.)
 */
public final class BareServer extends VerticleBase {
  private static final int CONNECTIONS_MAX = 256;

  private final Listening listening;
  private final String model;
  private final WebClient client;

  BareServer(Listening listening, String model) {
    this.listening = listening;
    this.model = model;
    this.client =
        WebClient.create(
            listening.vertx(),
            new WebClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
  }

  public static void main(String[] args) {
    Listening.serve(listening -> new BareServer(listening, args[0]));
  }

  @Override
  public Future<?> start() {
    var options = new HttpServerOptions().setStrictThreadMode(true); // as the server's
    return listening.on(vertx.createHttpServer(options).requestHandler(this::execute));
  }

  private void execute(HttpServerRequest request) {
    var response = request.response();
    request
        .body()
        .map(Buffer::toJsonObject)
        .compose(this::chat)
        .map(BareServer::answer)
        .onSuccess(
            answer -> response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").send(answer))
        .onFailure(cause -> response.setStatusCode(500).end(cause.toString()));
  }

  private Future<HttpResponse<Buffer>> chat(JsonObject body) {
    var message = new JsonObject().put("role", "user").put("content", body.encode());
    var chat = new JsonObject().put("model", "mock").put("messages", JsonArray.of(message));
    return client.postAbs(model + "/chat/completions").sendJsonObject(chat);
  }

  private static Buffer answer(HttpResponse<Buffer> completion) {
    var message =
        completion
            .bodyAsJsonObject()
            .getJsonArray("choices")
            .getJsonObject(0)
            .getJsonObject("message");
    return new JsonObject()
        .put("success", true)
        .put("result", new JsonObject().put("output", message.getString("content")))
        .toBuffer();
  }
}
