package dev.rcrewai.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets calls in while the store is open, and knows when the last one has left. Thread-safe. */
final class Gate {
  private final Promise<Void> empty = Promise.promise();
  private boolean isOpen;
  private boolean isClosed;
  private int inside;

  synchronized void open() {
    isOpen = true;
  }

  /** Runs the call where the gate is open. */
  <T> Future<T> pass(Supplier<Future<T>> call) {
    var refusal = enter();
    if (refusal != null) {
      return Future.failedFuture(new IllegalStateException(refusal));
    }
    try {
      return call.get().onComplete(any -> leave());
    } catch (RuntimeException e) {
      leave();
      return Future.failedFuture(e);
    }
  }

  /** Lets nobody in any more; done when nobody is inside. */
  synchronized Future<Void> close() {
    isClosed = true;
    if (inside == 0) {
      empty.tryComplete();
    }
    return empty.future();
  }

  private synchronized @Nullable String enter() {
    if (isClosed) {
      return "the store is closed";
    }
    if (!isOpen) {
      return "the store is not open";
    }
    inside++;
    return null;
  }

  private synchronized void leave() {
    inside--;
    if (isClosed && inside == 0) {
      empty.tryComplete();
    }
  }
}
