package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Runs scripts. */
record Scripts(Links links) {

  /** Runs it and gives its answer; every script has one. */
  Future<Response> run(Call call) {
    return links
        .run(call)
        .transform(answer ->
            answer.succeeded()
                ? Future.succeededFuture(answer.result())
                : Future.failedFuture(Failures.ofCall(answer.cause())));
  }

  /** The answer's parts. */
  static Stream<Response> parts(Response answer) {
    return StreamSupport.stream(answer.spliterator(), false);
  }

  /** The answer's parts as texts. */
  static Stream<String> texts(Response answer) {
    return parts(answer).map(Response::toString);
  }
}
