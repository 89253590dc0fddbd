package dev.rcrewai.engine;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The deadline of one run, which may be put off. Lives on the run's context. */
final class RunDeadline {
  private final Vertx vertx;
  private final InstantSource clock;
  private final Supplier<Instant> deadline;
  private final Runnable onPassed;
  private long timer = -1;

  RunDeadline(Vertx vertx, InstantSource clock, Supplier<Instant> deadline, Runnable onPassed) {
    this.vertx = vertx;
    this.clock = clock;
    this.deadline = deadline;
    this.onPassed = onPassed;
  }

  /** Calls back once it has passed; a timer counts by another clock, and may be early by this. */
  void await() {
    timer =
        vertx.setTimer(
            RunTimers.millisUntil(deadline.get(), clock),
            _ -> {
              if (isPassed()) {
                onPassed.run();
              } else {
                await();
              }
            });
  }

  boolean isPassed() {
    return !clock.instant().isBefore(deadline.get());
  }

  void forget() {
    vertx.cancelTimer(timer);
  }
}
