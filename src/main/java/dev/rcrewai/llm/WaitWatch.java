package dev.rcrewai.llm;

import dev.rcrewai.step.ChatWait.Reason;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a call has waited for longer than a moment, and when it goes on: once for each reason,
 * whatever it waits for again. Stays on one context.
 */
final class WaitWatch {
  /** A shorter wait is nobody's concern. */
  static final Duration NOTICEABLE = Duration.ofSeconds(1);

  /** For calls whose waits nobody watches. */
  static final Listener NOBODY =
      new Listener() {
        @Override
        public void lasts(String provider, Reason why) {}

        @Override
        public void goesOn() {}
      };

  /** Who is told of a wait. */
  interface Listener {
    /** It has lasted; told once for each reason. */
    void lasts(String provider, Reason why);

    /** It is over, and the call goes on. */
    void goesOn();
  }

  private final Vertx vertx;
  private final Metrics metrics;
  private final Listener listener;
  private final Set<Reason> toldOf = EnumSet.noneOf(Reason.class);
  private long timer = -1;
  private @Nullable Wait current;
  private boolean isTold;

  WaitWatch(Vertx vertx, Metrics metrics, Listener listener) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.listener = listener;
  }

  /**
   * A wait begins; the one before it is over.
   *
   * @param why asked when it has lasted, and when it is over
   */
  void begin(String provider, Supplier<Reason> why) {
    end();
    current = new Wait(provider, why, System.nanoTime());
    timer = vertx.setTimer(NOTICEABLE.toMillis(), _ -> lasts(provider, why.get()));
  }

  /** It is sent now. */
  void over() {
    end();
    if (isTold) {
      isTold = false;
      listener.goesOn();
    }
  }

  /** It waits no more; what comes of it is for others to tell. */
  void end() {
    vertx.cancelTimer(timer);
    var wait = current;
    current = null;
    if (wait != null) {
      var took = Duration.ofNanos(System.nanoTime() - wait.sinceNanos());
      metrics.chatWaited(wait.provider(), wait.why().get().word(), took);
    }
  }

  private void lasts(String provider, Reason why) {
    if (toldOf.add(why)) {
      isTold = true;
      listener.lasts(provider, why);
    }
  }

  private record Wait(String provider, Supplier<Reason> why, long sinceNanos) {}
}
