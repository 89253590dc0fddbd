package dev.rcrewai.health;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final long TOO_LONG = Liveness.SILENCE_MAX.toNanos() + 1;

  private final ManualClock clock = new ManualClock("2026-01-02T03:04:05.006Z");
  private final AtomicLong nanos = new AtomicLong();
  private final EventExecutor free = new DefaultEventExecutor();
  private final EventExecutor busy = new DefaultEventExecutor();
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    for (var loop : List.of(free, busy)) {
      assertThat(loop.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly(5, SECONDS)).isTrue();
    }
  }

  @Test
  void report_everyLoopTicks_isAlive() {
    try (var liveness = liveness()) {
      assertThat(liveness.report()).isEqualTo(new LiveReport(clock.instant(), 2, 0));
      assertThat(liveness.report().httpStatus()).isEqualTo(200);
      assertThat(liveness.report().toJson().encode())
          .isEqualTo("{\"status\":\"healthy\",\"timestamp\":\"2026-01-02T03:04:05.006Z\"}");
    }
  }

  @Test
  void report_oneLoopIsBlocked_isNotAlive() throws Exception {
    try (var liveness = liveness()) {
      block(busy);
      nanos.addAndGet(TOO_LONG);
      ticked(free);
      assertThat(liveness.report().stuck()).isEqualTo(1);
      assertThat(liveness.report().httpStatus()).isEqualTo(503);
      assertThat(liveness.report().toJson().getString("status")).isEqualTo("unhealthy");
    }
  }

  @Test
  void report_blockedLoopGoesOn_isAliveAgain() throws Exception {
    try (var liveness = liveness()) {
      block(busy);
      nanos.addAndGet(TOO_LONG);
      released.countDown();
      ticked(free);
      ticked(busy);
      assertThat(liveness.report().stuck()).isZero();
    }
  }

  @Test
  void of_vertx_watchesEveryEventLoop() {
    var vertx = Vertx.vertx();
    try (var liveness = Liveness.of(vertx)) {
      assertThat(liveness.report().loops()).isPositive();
      assertThat(liveness.report().stuck()).isZero();
    } finally {
      Awaited.result(vertx.close());
    }
  }

  private Liveness liveness() {
    return new Liveness(List.of(free, busy), clock, nanos::get);
  }

  private void block(EventExecutor loop) throws InterruptedException {
    var blocked = new CountDownLatch(1);
    loop.execute(() -> {
      blocked.countDown();
      try {
        released.await(20, SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    assertThat(blocked.await(5, SECONDS)).isTrue();
  }

  /** Returns after the loop ran a timer set now, hence after a tick that was due before it. */
  private static void ticked(EventExecutor loop) throws InterruptedException {
    assertThat(loop.schedule(() -> {}, 1, SECONDS).await(10, SECONDS)).isTrue();
  }
}
