package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs scripts. Redis forgets them when it restarts; then it says so, has done nothing, and gets
 * the text.
 *
 * @param channel where the scripts tell other nodes
 * @param origin who tells, so that the teller knows its own news
 */
record Scripts(Links links, String channel, String origin) {

  /** Runs it and gives its answer; every script has one. */
  Future<Response> run(Call call) {
    return links
        .send(request(Command.EVALSHA, call.script().sha(), call))
        .recover(failure ->
            Failures.isOfUnknownScript(failure)
                ? links.send(request(Command.EVAL, call.script().text(), call))
                : Future.failedFuture(failure))
        .transform(answer ->
            answer.succeeded()
                ? Future.succeededFuture(answer.result())
                : Future.failedFuture(Failures.ofCall(answer.cause())));
  }

  private Request request(Command command, String script, Call call) {
    var request = Request.cmd(command).arg(script).arg(0).arg(channel).arg(origin);
    call.arguments().forEach(request::arg);
    return request;
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
