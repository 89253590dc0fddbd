package dev.rcrewai.http;

import dev.rcrewai.operation.Problems;
import dev.rcrewai.operation.Reply;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Refuses what is no HTTP, or has too long a head: no route ever sees it. */
final class UnreadableRequests {
  private UnreadableRequests() {}

  /** Answers and closes the connection: nobody knows where the next request would begin. */
  static void refuse(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    var problem = Problems.ofStatus(status(cause), cause);
    var response = request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    response.endHandler(_ -> request.connection().close());
    WebRequest.send(response, Reply.of(problem));
  }

  private static int status(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> 414;
      case TooLongHttpHeaderException _ -> 431;
      default -> 400;
    };
  }
}
