package dev.rcrewai.store.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection: opened when there is something to send, and again after it was lost.
 * What was sent is never sent again: nobody knows whether it was done. Calls of one script that
 * come in the same turn of the event loop leave as one group at its end; none waits for others to
 * come. Its state belongs to its context.
 */
final class Link {
  private final Context context;
  private final Dialer dialer;
  private final Sender sender;
  private final Map<Script, Group> groups = new EnumMap<>(Script.class);
  private @Nullable Future<Line> line;

  Link(Context context, Dialer dialer, Sender sender) {
    this.context = context;
    this.dialer = dialer;
    this.sender = sender;
  }

  /** Gives the script's answer, on this link's context. */
  Future<@Nullable Response> run(Call call) {
    var answer = Promise.<@Nullable Response>promise();
    context.runOnContext(start -> groupFor(call).add(call, answer));
    return answer.future();
  }

  private Group groupFor(Call call) {
    var group = groups.get(call.script());
    if (group != null && group.takes(call)) {
      return group;
    }
    var begun = new Group(call.script());
    groups.put(call.script(), begun);
    context.runOnContext(end -> leave(begun)); // behind all that is in this turn already
    return begun;
  }

  private void leave(Group group) {
    groups.remove(group.script(), group);
    connected().compose(open -> group.run(open, sender)).onComplete(group::complete);
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
