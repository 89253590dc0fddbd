package dev.rcrewai.health;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits, bounded, for what a test needs before it goes on. */
public final class Awaited {
  private Awaited() {}

  public static <T> T result(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
