package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible model that answers every chat with the same sentence, at once or after the
 * same time; in clear text by HTTP/1.1, or over TLS by HTTP/2 as real ones do. Whoever offers a
 * tool and has not used it yet is asked to use it first. Takes traces too, and forgets them.
 */
public final class MockModel extends VerticleBase {
  static final String ANSWER = "Your order is on its way and arrives on Thursday.";

  private static final Buffer COMPLETION =
      completion("\"content\":\"%s\"".formatted(ANSWER), "stop");
  private static final Buffer TOOL_CALL =
      completion(
          """
          "content":null,"tool_calls":[{"id":"call_1","type":"function","function":\
          {"name":"calculator","arguments":"{\\"expression\\":\\"6*7\\"}"}}]\
          """,
          "tool_calls");
  private static final Buffer MODELS = Buffer.buffer("{\"object\":\"list\",\"data\":[]}");

  /** Thousands may connect at once. */
  private static final int BACKLOG = 8_192;

  private static final String OFFER = "\"tools\":[";
  private static final String USED = "\"role\":\"tool\"";

  private final Listening listening;
  private final long latencyMillis;
  private final @Nullable PfxOptions certificate;

  MockModel(Listening listening) {
    this(listening, 0, null);
  }

  private MockModel(Listening listening, long latencyMillis, @Nullable PfxOptions certificate) {
    this.listening = listening;
    this.latencyMillis = latencyMillis;
    this.certificate = certificate;
  }

  /** Its arguments: the time before an answer, the file of a certificate, and its password. */
  public static void main(String[] args) {
    long latencyMillis = args.length == 0 ? 0 : Long.parseLong(args[0]);
    if (args.length < 3) {
      Listening.serve(listening -> new MockModel(listening, latencyMillis, null));
    } else {
      var certificate = new PfxOptions().setPath(args[1]).setPassword(args[2]);
      Listening.serve(
          "https://localhost:", listening -> new MockModel(listening, latencyMillis, certificate));
    }
  }

  private static Buffer completion(String message, String reason) {
    return Buffer.buffer(
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"mock",\
        "choices":[{"index":0,"message":{"role":"assistant",%s},"finish_reason":"%s"}],\
        "usage":{"prompt_tokens":120,"completion_tokens":12,"total_tokens":132}}\
        """
            .formatted(message, reason));
  }

  @Override
  public Future<?> start() {
    var options = new HttpServerOptions().setAcceptBacklog(BACKLOG);
    if (certificate != null) {
      options.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate);
    }
    return listening.on(vertx.createHttpServer(options).requestHandler(this::answer));
  }

  private void answer(HttpServerRequest request) {
    if (request.path().endsWith("/traces")) {
      request.end().onSuccess(_ -> request.response().end());
    } else if (!request.method().equals(HttpMethod.POST)) {
      send(request, MODELS);
    } else if (latencyMillis == 0) {
      request.body().onSuccess(body -> send(request, reply(body)));
    } else {
      request
          .body()
          .onSuccess(body -> vertx.setTimer(latencyMillis, _ -> send(request, reply(body))));
    }
  }

  private static Buffer reply(Buffer chat) {
    var text = chat.toString(StandardCharsets.ISO_8859_1);
    return text.contains(OFFER) && !text.contains(USED) ? TOOL_CALL : COMPLETION;
  }

  private static void send(HttpServerRequest request, Buffer body) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").send(body);
  }
}
