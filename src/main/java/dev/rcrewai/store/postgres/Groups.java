package dev.rcrewai.store.postgres;

import dev.rcrewai.store.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are sent together: what comes while a group is on its way is the next one, a
 * statement and so a commit for all of it. Who writes alone does not wait.
 *
 * <pre>
 *   submit → wait, with a bound → a group → run ┬→ answer each
 *                                               ├→ spoilt by one: each half by itself, and so on
 *                                               └→ failed: that is everybody's answer
 * </pre>
 *
 * <p>One group is on its way at a time: more of them would be smaller, and a commit costs the same
 * for each. No two writes of a group are about the same thing; such go in the order in which they
 * came. Thread-safe; answers come on the caller's context.
 */
final class Groups<W extends Groups.Write, R> {
  static final int WAITING_MAX = 16_384;
  static final int GROUP_MAX = 512;
  static final int GROUP_CHARS_MAX = 1 << 20;

  /** What a group is made of. */
  interface Write {
    /** What it is about. */
    Object about();

    /** Its place in a group, word by word, nothing first: that of the locks it takes. */
    @Nullable String[] order();

    /** Its size, more or less. */
    int chars();
  }

  /** Writes a group; gives an answer for each, in their order. */
  interface Statement<W, R> {
    Future<List<R>> run(List<W> group);
  }

  private record Pending<W, R>(W write, Reply<R> reply, long since) {}

  private final Vertx vertx;
  private final Context context;
  private final Duration waitMax;
  private final Statement<W, R> statement;
  private final ArrayDeque<Pending<W, R>> waiting = new ArrayDeque<>();
  private boolean isBusy;
  private boolean isExpiring;

  /** One whose writes wait no longer than that for their group. */
  Groups(Vertx vertx, Duration waitMax, Statement<W, R> statement) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.waitMax = waitMax;
    this.statement = statement;
  }

  /** Fails where it was not written, or where that is not known. */
  Future<R> submit(W write) {
    var reply = new Reply<R>(vertx.getOrCreateContext());
    synchronized (this) {
      if (waiting.size() >= WAITING_MAX) {
        return Future.failedFuture(
            new IllegalStateException(
                "the store has more writes waiting than it can keep; try again later"));
      }
      waiting.add(new Pending<>(write, reply, System.nanoTime()));
      beginSoon();
      expireLater();
    }
    return reply.future();
  }

  private void beginSoon() {
    if (!isBusy && !waiting.isEmpty()) {
      isBusy = true;
      context.runOnContext(_ -> begin());
    }
  }

  /** What was written in the same turn of the event loop is in it already. */
  private void begin() {
    var group = take();
    group.sort(Comparator.comparing(pending -> pending.write().order(), Arrays::compare));
    send(group).onComplete(_ -> end());
  }

  private synchronized List<Pending<W, R>> take() {
    var group = new ArrayList<Pending<W, R>>();
    var about = new HashSet<Object>();
    int chars = 0;
    for (var each = waiting.iterator();
        each.hasNext() && group.size() < GROUP_MAX && chars < GROUP_CHARS_MAX; ) {
      var next = each.next();
      if (about.add(next.write().about())) {
        each.remove();
        group.add(next);
        chars += next.write().chars();
      }
    }
    return group;
  }

  private synchronized void end() {
    isBusy = false;
    beginSoon();
  }

  /** Done when each has its answer; never fails. */
  private Future<Void> send(List<Pending<W, R>> group) {
    if (group.isEmpty()) { // they have waited too long
      return Future.succeededFuture();
    }
    return Future.succeededFuture() // so that what is thrown is a failure too
        .compose(_ -> statement.run(group.stream().map(Pending::write).toList()))
        .transform(done -> {
          if (done.succeeded()) {
            var answers = done.result();
            for (int i = 0; i < group.size(); i++) {
              group.get(i).reply().complete(Future.succeededFuture(answers.get(i)));
            }
          } else if (group.size() > 1 && isSpoilt(done.cause())) {
            int half = group.size() / 2;
            return send(group.subList(0, half))
                .compose(_ -> send(group.subList(half, group.size())));
          } else {
            group.forEach(one -> one.reply().complete(Future.failedFuture(done.cause())));
          }
          return Future.succeededFuture();
        });
  }

  /**
   * Whether one of them cannot be written, or got in the way of another node's. The server says so
   * itself, and that nothing was written; after any other failure that is not known.
   */
  private static boolean isSpoilt(Throwable failure) {
    var state = failure instanceof PgException e ? e.getSqlState() : null;
    return state != null
        && (state.startsWith("22") // data
            || state.startsWith("23") // a constraint
            || state.startsWith("54") // too large
            || state.equals("40P01")); // a deadlock
  }

  /** Looks again when the one that waits longest may not wait any more. */
  private void expireLater() {
    if (!isExpiring && !waiting.isEmpty()) {
      isExpiring = true;
      long waited = System.nanoTime() - waiting.getFirst().since();
      long left = TimeUnit.NANOSECONDS.toMillis(waitMax.toNanos() - waited);
      vertx.setTimer(Math.max(1, left), _ -> expire());
    }
  }

  private synchronized void expire() {
    isExpiring = false;
    long now = System.nanoTime();
    while (!waiting.isEmpty() && now - waiting.getFirst().since() >= waitMax.toNanos()) {
      waiting
          .remove()
          .reply()
          .complete(
              Future.failedFuture(
                  new TimeoutException(
                      "those before it took longer than %s; it was not written"
                          .formatted(waitMax))));
    }
    expireLater();
  }
}
