package dev.rcrewai.tool;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One HTTP request and its answer, waited for by a thread that may be interrupted. */
final class HttpExchange {
  private final String host;
  private final int bytesMax;
  private final Predicate<Buffer> complete;
  private final Future<HttpClientRequest> request;
  private final Future<Reply> reply;

  /** What came back. */
  sealed interface Reply {}

  /** An answer with its whole body. */
  record Answered(int status, MultiMap headers, Buffer body) implements Reply {}

  /** The answer is somewhere else. */
  record Redirected(String location) implements Reply {}

  /** Sends the request at once; its answer may have so many bytes. */
  HttpExchange(HttpClient client, RequestOptions options, HttpCall call, int bytesMax) {
    host = String.valueOf(options.getHost());
    complete = call.complete();
    this.bytesMax = bytesMax;
    request = client.request(options);
    // Nested: the reader must stand before the answer flows, on the request's own event loop.
    reply = request.compose(sent -> send(sent, call.body()).compose(this::reply));
  }

  private static Future<HttpClientResponse> send(HttpClientRequest request, Buffer body) {
    return body.length() == 0 ? request.send() : request.send(body);
  }

  /** The reply; when there is none in time, or the thread is interrupted, the request is reset. */
  Reply await(Instant deadline, InstantSource clock) throws IOException, InterruptedException {
    long millis = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
    try {
      return reply.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TooLong tooLong
          ? new IOException(host + tooLong.getMessage(), e)
          : new IOException(host + " could not be reached", e);
    } catch (TimeoutException e) {
      throw new IOException(host + " did not answer in time", e);
    } finally {
      if (!reply.isComplete()) {
        request.onSuccess(HttpClientRequest::reset);
      }
    }
  }

  private Future<Reply> reply(HttpClientResponse response) {
    String location = response.getHeader("Location");
    if (location != null && isRedirect(response.statusCode())) {
      return response.request().reset().map(new Redirected(location));
    }
    return body(response)
        .map(body -> new Answered(response.statusCode(), response.headers(), body));
  }

  private Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    response.handler(chunk -> {
      if (body.length() + chunk.length() > bytesMax) {
        if (whole.tryFail(new TooLong())) {
          response.request().reset();
        }
      } else if (complete.test(body.appendBuffer(chunk)) && whole.tryComplete(body.copy())) {
        response.request().reset();
      }
    });
    return whole.future();
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static final class TooLong extends IOException {
    TooLong() {
      super(" sent more than can be read");
    }
  }
}
