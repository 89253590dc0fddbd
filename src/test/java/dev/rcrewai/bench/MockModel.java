package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** An OpenAI-compatible model that answers every chat at once with the same sentence. */
public final class MockModel extends VerticleBase {
  static final String ANSWER = "Your order is on its way and arrives on Thursday.";

  private static final Buffer COMPLETION =
      Buffer.buffer(
          """
          {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"mock",\
          "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},\
          "finish_reason":"stop"}],\
          "usage":{"prompt_tokens":120,"completion_tokens":12,"total_tokens":132}}\
          """
              .formatted(ANSWER));
  private static final Buffer MODELS = Buffer.buffer("{\"object\":\"list\",\"data\":[]}");

  private final Listening listening;

  MockModel(Listening listening) {
    this.listening = listening;
  }

  public static void main(String[] args) {
    Listening.serve(MockModel::new);
  }

  @Override
  public Future<?> start() {
    return listening.on(vertx.createHttpServer().requestHandler(MockModel::answer));
  }

  private static void answer(HttpServerRequest request) {
    boolean isChat = request.method().equals(HttpMethod.POST);
    request
        .body()
        .compose(_ ->
            request
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .send(isChat ? COMPLETION : MODELS));
  }
}
