package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * The least a server can do for {@code POST /execute}: parse the JSON, ask the model once, answer.
 * No token, no validation, no journal. With a router and a body handler, as servers on Vert.x are
 * written, or without.
 */
public final class BareServer extends VerticleBase {
  private static final int CONNECTIONS_MAX = 256;

  private final Listening listening;
  private final String model;
  private final boolean routed;
  private final WebClient client;

  BareServer(Listening listening, String model) {
    this(listening, model, false);
  }

  private BareServer(Listening listening, String model, boolean routed) {
    this.listening = listening;
    this.model = model;
    this.routed = routed;
    this.client =
        WebClient.create(
            listening.vertx(),
            new WebClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
  }

  public static void main(String[] args) {
    boolean routed = args.length > 1;
    Listening.serve(listening -> new BareServer(listening, args[0], routed));
  }

  @Override
  public Future<?> start() {
    var server = vertx.createHttpServer();
    if (!routed) {
      return listening.on(server.requestHandler(this::execute));
    }
    var router = Router.router(vertx);
    router
        .post("/execute")
        .handler(BodyHandler.create(false))
        .handler(
            context -> answer(Future.succeededFuture(context.body().buffer()), context.response()));
    return listening.on(server.requestHandler(router));
  }

  private void execute(HttpServerRequest request) {
    answer(request.body(), request.response());
  }

  private void answer(Future<Buffer> body, HttpServerResponse response) {
    body.map(Buffer::toJsonObject)
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
