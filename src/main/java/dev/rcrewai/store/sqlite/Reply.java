package dev.rcrewai.store.sqlite;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A future that completes on the context of the one who asked, from whatever thread. */
final class Reply<T> {
  private final Context context;
  private final Promise<T> promise = Promise.promise();

  Reply(Context context) {
    this.context = context;
  }

  Future<T> future() {
    return promise.future();
  }

  void complete(AsyncResult<T> result) {
    context.runOnContext(ignored -> {
      if (result.succeeded()) {
        promise.complete(result.result());
      } else {
        promise.fail(result.cause());
      }
    });
  }
}
