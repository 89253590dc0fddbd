package dev.rcrewai.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A future that completes on the context of the one who asked, from whatever thread. */
public final class Reply<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

  private final Context context;
  private final Promise<T> promise = Promise.promise();

  public Reply(Context context) {
    this.context = context;
  }

  public Future<T> future() {
    return promise.future();
  }

  public void complete(AsyncResult<T> result) {
    try {
      context.runOnContext(ignored -> promise.handle(result));
    } catch (RejectedExecutionException e) {
      LOG.warn("an answer of the store came after Vert.x was closed", e);
    }
  }
}
