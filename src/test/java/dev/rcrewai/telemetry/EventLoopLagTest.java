package dev.rcrewai.telemetry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopLagTest {
  private static final Duration PERIOD = Duration.ofMillis(5);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Metrics metrics = new Metrics(registry);
  private final EventExecutor loop = new DefaultEventExecutor();
  private final AtomicLong nanos = new AtomicLong();
  private final CountDownLatch measured = new CountDownLatch(3);

  @AfterEach
  void close() {
    assertThat(loop.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly(5, SECONDS)).isTrue();
  }

  @Test
  void run_eachTimerSevenMillisecondsLate_recordsSeven() throws Exception {
    try (var _ = EventLoopLag.start(List.of(loop), PERIOD, this::sevenLate, metrics)) {
      assertThat(measured.await(5, SECONDS)).isTrue();
    }
    // The timer runs on until close, so only what every run recorded is certain.
    assertThat(timer().max(TimeUnit.MILLISECONDS)).isEqualTo(7);
    assertThat(timer().mean(TimeUnit.MILLISECONDS)).isEqualTo(7);
  }

  @Test
  void close_measuresNoMore() throws Exception {
    var lag = EventLoopLag.start(List.of(loop), PERIOD, this::sevenLate, metrics);
    assertThat(measured.await(5, SECONDS)).isTrue();
    lag.close();
    afterThreePeriods();
    long counted = timer().count();
    afterThreePeriods();
    assertThat(timer().count()).isEqualTo(counted);
  }

  @Test
  void of_vertx_startsOnItsEventLoops() throws Exception {
    var vertx = Vertx.vertx();
    try (var lag = EventLoopLag.of(vertx, metrics)) {
      assertThat(lag).isNotNull();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, SECONDS);
    }
  }

  /** A clock on which every timer runs seven milliseconds after it was due. */
  private long sevenLate() {
    measured.countDown();
    return nanos.getAndAdd(PERIOD.plusMillis(7).toNanos());
  }

  private void afterThreePeriods() throws InterruptedException {
    var timer = loop.schedule(() -> {}, 3 * PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(timer.await(5, SECONDS)).isTrue();
  }

  private Timer timer() {
    return registry.get("rcrewai.event.loop.lag").timer();
  }
}
