package dev.rcrewai.store.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection: opened when there is something to send, and again after it was lost.
 * What was sent is never sent again: nobody knows whether it was done. Its state belongs to its
 * context.
 */
final class Link {
  private final Context context;
  private final Dialer dialer;
  private @Nullable Future<Line> line;

  Link(Context context, Dialer dialer) {
    this.context = context;
    this.dialer = dialer;
  }

  /** Gives the answer, on this link's context. */
  Future<@Nullable Response> send(Request request) {
    var answer = Promise.<@Nullable Response>promise();
    context.runOnContext(
        start -> connected().compose(open -> open.send(request)).onComplete(answer));
    return answer.future();
  }

  private Future<Line> connected() {
    var current = line;
    if (current != null) {
      return current;
    }
    var dialled = dialer.dial();
    line = dialled;
    return dialled
        .onSuccess(open -> open.onEnd(() -> forget(dialled)))
        .onFailure(failure -> forget(dialled));
  }

  private void forget(Future<Line> lost) {
    if (lost.equals(line)) {
      line = null;
    }
  }

  void close() {
    context.runOnContext(start -> {
      var current = line;
      line = null;
      if (current != null) {
        current.onSuccess(Line::close);
      }
    });
  }
}
