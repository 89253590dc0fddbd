package dev.rcrewai.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * One request, from its connection to the head of its answer, within one time. What follows of the
 * answer is thrown away: a little of it is read, so that the connection can be used again. Lives on
 * one Vert.x context.
 */
final class Post {
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final Vertx vertx;
  private final Future<HttpClientRequest> request;
  private final Promise<HttpClientResponse> head = Promise.promise();
  private final long timer;
  private long bytes;

  /** Sends it at once. */
  Post(Vertx vertx, HttpClient client, RequestOptions options, Buffer body, Duration timeout) {
    this.vertx = vertx;
    timer = vertx.setTimer(Math.max(1, timeout.toMillis()), _ -> expire());
    request = client.request(options);
    request
        .compose(sent -> sent.send(body).onSuccess(this::drop))
        .onSuccess(head::tryComplete)
        .onFailure(this::fail);
  }

  /** The head of the answer. */
  Future<HttpClientResponse> head() {
    return head.future();
  }

  /** Must be in place before the body flows, and so on the request's own event loop. */
  private void drop(HttpClientResponse response) {
    response.handler(chunk -> {
      bytes += chunk.length();
      if (bytes > BODY_BYTES_MAX) {
        response.request().reset();
      }
    });
    response.exceptionHandler(_ -> vertx.cancelTimer(timer));
    response.endHandler(_ -> vertx.cancelTimer(timer));
  }

  private void fail(Throwable cause) {
    vertx.cancelTimer(timer);
    head.tryFail(cause);
  }

  private void expire() {
    head.tryFail(new TimeoutException());
    request.onSuccess(HttpClientRequest::reset);
  }
}
