package dev.rcrewai.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one script that travel together: one request, one run, one sync of Redis' disk. Each has
 * its own answer, and what fails one does nothing to the others. Belongs to its link's context.
 *
 * <pre>
 *   EVALSHA sha 0 channel origin  3 a b c  2 d e    each call behind the number of its arguments
 *   [answer of the first, why the second failed]    what Redis answers
 * </pre>
 */
final class Group {
  /** Characters in all, but for a call that is longer alone: Redis does nothing else meanwhile. */
  static final int LENGTH_MAX = 64 * 1024;

  private final Script script;
  private final List<Call> calls = new ArrayList<>();
  private final List<Promise<@Nullable Response>> answers = new ArrayList<>();
  private int length;

  Group(Script script) {
    this.script = script;
  }

  Script script() {
    return script;
  }

  /** Whether the call may join those that are here. */
  boolean takes(Call call) {
    return calls.isEmpty()
        || (calls.size() < script.callsMax() && length + call.length() <= LENGTH_MAX);
  }

  void add(Call call, Promise<@Nullable Response> answer) {
    calls.add(call);
    answers.add(answer);
    length += call.length();
  }

  /** Runs it on the line. Redis forgets scripts when it restarts; then it has done nothing. */
  Future<@Nullable Response> run(Line line, Sender sender) {
    return line.send(request(Command.EVALSHA, script.sha(), sender))
        .recover(failure ->
            Failures.isOfUnknownScript(failure)
                ? line.send(request(Command.EVAL, script.text(), sender))
                : Future.failedFuture(failure));
  }

  private Request request(Command command, String name, Sender sender) {
    var request = Request.cmd(command).arg(name).arg(0).arg(sender.channel()).arg(sender.origin());
    for (var call : calls) {
      request.arg(call.arguments().size());
      call.arguments().forEach(request::arg);
    }
    return request;
  }

  /** Gives each its answer. */
  void complete(AsyncResult<@Nullable Response> done) {
    var all = done.result();
    if (all == null || all.type() != ResponseType.MULTI || all.size() != answers.size()) {
      var odd = new IllegalStateException("Redis did not answer each call of " + script);
      answers.forEach(answer -> answer.fail(done.failed() ? done.cause() : odd));
      return;
    }
    for (int i = 0; i < answers.size(); i++) {
      if (all.get(i) instanceof ErrorType refused) {
        answers.get(i).fail(refused);
      } else {
        answers.get(i).complete(all.get(i));
      }
    }
  }
}
