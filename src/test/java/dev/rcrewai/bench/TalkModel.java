package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenAI-compatible model that writes slowly. Streamed, it says what time it is, over and over;
 * otherwise one word, after a while in which readers can gather.
 */
public final class TalkModel extends VerticleBase {
  /** Before a whole answer. */
  static final Duration GATHERING = Duration.ofSeconds(20);

  static final Duration TICK = Duration.ofMillis(500);
  static final int TICKS = 50;
  static final int CHUNK_CHARS = 4_000;

  private static final String WHOLE =
      """
      {"id":"c","object":"chat.completion","model":"talk","choices":[{"index":0,"message":\
      {"role":"assistant","content":"ready"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
      """;
  private static final String CHUNK =
      """
      data: {"id":"c","object":"chat.completion.chunk","model":"talk","choices":[{"index":0,\
      "delta":{"content":"%s"},"finish_reason":%s}]}

      """;

  private final Listening listening;

  TalkModel(Listening listening) {
    this.listening = listening;
  }

  public static void main(String[] args) {
    Listening.serve(TalkModel::new);
  }

  @Override
  public Future<?> start() {
    return listening.on(vertx.createHttpServer().requestHandler(this::answer));
  }

  private void answer(HttpServerRequest request) {
    var response = request.response();
    request
        .body()
        .onSuccess(body -> {
          if (body.toString().contains("\"stream\":true")) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
            var said = new AtomicInteger();
            vertx.setPeriodic(TICK.toMillis(), timer -> talk(response, timer, said));
          } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            vertx.setTimer(GATHERING.toMillis(), _ -> response.end(WHOLE));
          }
        });
  }

  private void talk(HttpServerResponse response, long timer, AtomicInteger said) {
    if (response.closed()) {
      vertx.cancelTimer(timer);
      return;
    }
    response.write(CHUNK.formatted(chunk(), "null"));
    if (said.incrementAndGet() == TICKS) {
      vertx.cancelTimer(timer);
      response.end(Buffer.buffer(CHUNK.formatted("", "\"stop\"") + "data: [DONE]\n\n"));
    }
  }

  private static String chunk() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    var time = StreamReaders.MARK + micros + StreamReaders.MARK;
    return time + "x".repeat(CHUNK_CHARS - time.length());
  }
}
