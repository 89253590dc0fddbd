package dev.rcrewai.engine;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The timers that the engine wants for one run. Lives on the run's context. */
final class RunTimers {
  private static final Duration ALMOST_A_MILLI = Duration.ofNanos(999_999);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Consumer<Next.Timer> onFired;
  private final Map<Next.Timer, Long> set = new HashMap<>();

  RunTimers(Vertx vertx, InstantSource clock, Consumer<Next.Timer> onFired) {
    this.vertx = vertx;
    this.clock = clock;
    this.onFired = onFired;
  }

  /** From now on exactly these are set. */
  void want(List<Next.Timer> wanted) {
    if (wanted.isEmpty() && set.isEmpty()) {
      return;
    }
    var gone = new HashSet<>(set.keySet());
    wanted.forEach(gone::remove);
    gone.forEach(timer -> {
      var id = set.remove(timer);
      if (id != null) {
        vertx.cancelTimer(id);
      }
    });
    wanted.forEach(timer -> set.computeIfAbsent(timer, this::start));
  }

  private long start(Next.Timer timer) {
    return vertx.setTimer(
        millisUntil(timer.at(), clock),
        _ -> {
          set.remove(timer);
          onFired.accept(timer);
        });
  }

  /** Rounded up: a timer that fires early would say that a moment has come which has not. */
  static long millisUntil(Instant at, InstantSource clock) {
    var left = Duration.between(clock.instant(), at);
    return Math.max(1, left.plus(ALMOST_A_MILLI).toMillis());
  }
}
