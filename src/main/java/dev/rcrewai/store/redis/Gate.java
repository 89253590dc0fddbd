package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lets calls in until it is closed, and knows when the last of them is through. Thread-safe. */
final class Gate {
  static final int INSIDE_MAX = 16_384;
  static final int RESERVED = 64;

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Promise<Void> empty = Promise.promise();

  /** Makes the call, unless closed or too many are under way. */
  <T> Future<T> through(Supplier<Future<T>> call) {
    return through(call, INSIDE_MAX);
  }

  /** For calls without which a node dies: some room is kept for them. */
  <T> Future<T> throughReserved(Supplier<Future<T>> call) {
    return through(call, INSIDE_MAX + RESERVED);
  }

  private <T> Future<T> through(Supplier<Future<T>> call, int max) {
    int others = inside.getAndIncrement();
    if (closed.get()) {
      leave();
      return Future.failedFuture(new IllegalStateException("the store is closed"));
    }
    if (others >= max) {
      leave();
      return Future.failedFuture(
          new IllegalStateException(
              "the store has more calls waiting than it can keep; try again later"));
    }
    Future<T> answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    return answer.onComplete(any -> leave());
  }

  private void leave() {
    if (inside.decrementAndGet() == 0 && closed.get()) {
      empty.tryComplete();
    }
  }

  /** Lets nobody in any more; completes when nobody is left inside. */
  Future<Void> close() {
    closed.set(true);
    inside.incrementAndGet();
    leave();
    return empty.future();
  }
}
