package dev.rcrewai.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Refuses what is no HTTP, or has too long a head: no route ever sees it. */
final class UnreadableRequests {
  private UnreadableRequests() {}

  /** Answers and closes the connection: nobody knows where the next request would begin. */
  static void refuse(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    var problem = Problems.ofStatus(status(cause), cause);
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(Buffer.buffer(problem.document().toString()))
        .onComplete(_ -> request.connection().close());
  }

  private static int status(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> 414;
      case TooLongHttpHeaderException _ -> 431;
      default -> 400;
    };
  }
}
