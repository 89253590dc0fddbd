package dev.rcrewai.store.sqlite;

import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.Reply;
import io.vertx.core.Future;
import java.sql.SQLException;

/** A write on its way: who asked, and what came of it so far. */
final class Pending<T> {
  private final Write<T> write;
  private final Reply<T> reply;
  private Future<T> result = Future.failedFuture("the write was never tried");

  Pending(Write<T> write, Reply<T> reply) {
    this.write = write;
    this.reply = reply;
  }

  int bytes() {
    return write.bytes();
  }

  /** Writes; the answer stays here until it is durable. */
  void apply(Tables tables, Totals totals) throws SQLException {
    result = Future.succeededFuture(write.apply(tables, totals));
  }

  /** Makes the failure its answer. */
  void refuse(Throwable failure) {
    result = Future.failedFuture(failure);
  }

  /** Tells the listeners, then the one who asked. Only when everything is durable. */
  void answer(Listeners listeners) {
    if (result.succeeded()) {
      write.announce(result.result(), listeners);
    }
    reply.complete(result);
  }

  /** Answers with a failure, whatever came of it. */
  void fail(Throwable failure) {
    reply.complete(Future.failedFuture(failure));
  }
}
