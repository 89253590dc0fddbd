package dev.rcrewai.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final ManualClock clock = new ManualClock("2026-01-02T03:04:05.006Z");
  private Future<Check> store = Future.succeededFuture(Check.healthy());
  private final Readiness readiness = new Readiness(clock, () -> 2, () -> store);

  @Test
  void report_starting_isNotReady() {
    assertThat(report().httpStatus()).isEqualTo(503);
    assertThat(report().draining()).isFalse();
  }

  @Test
  void report_ready_isTheSeedsShape() {
    readiness.ready();
    clock.advance(Duration.ofMillis(61_500));
    assertThat(report().httpStatus()).isEqualTo(200);
    assertThat(report().toJson())
        .isEqualTo(
            new JsonObject(
                """
                {"ready": true, "timestamp": "2026-01-02T03:05:06.506Z", "crews": 2,
                 "uptime": 61, "draining": false}
                """));
  }

  @Test
  void report_draining_isNotReadyAndSaysSo() {
    readiness.ready();
    readiness.drain();
    assertThat(report().httpStatus()).isEqualTo(503);
    assertThat(report().draining()).isTrue();
    assertThat(readiness.isDraining()).isTrue();
  }

  @Test
  void ready_afterDrain_staysDraining() {
    readiness.drain();
    readiness.ready();
    assertThat(report().ready()).isFalse();
  }

  @Test
  void report_storeUnhealthy_isNotReady() {
    readiness.ready();
    store = Future.succeededFuture(Check.unhealthy("no quorum"));
    assertThat(report().ready()).isFalse();
  }

  @Test
  void report_storeDegraded_isReady() {
    readiness.ready();
    store = Future.succeededFuture(Check.of(HealthStatus.DEGRADED));
    assertThat(report().ready()).isTrue();
  }

  @Test
  void report_storeThrows_isNotReady() {
    var broken =
        new Readiness(
            clock,
            () -> 0,
            () -> {
              throw new IllegalStateException("closed");
            });
    broken.ready();
    assertThat(Awaited.result(broken.report()).ready()).isFalse();
  }

  @Test
  void report_storeNeverAnswers_isNotReadyAtTheDeadline() {
    readiness.ready();
    store = Promise.<Check>promise().future();
    assertThat(report().ready()).isFalse();
  }

  @Test
  void report_drainBeginsWhileTheStoreIsAsked_isNotReady() {
    readiness.ready();
    var asked = Promise.<Check>promise();
    store = asked.future();
    var report = readiness.report();
    readiness.drain();
    asked.complete(Check.healthy());
    assertThat(Awaited.result(report).ready()).isFalse();
  }

  private ReadyReport report() {
    return Awaited.result(readiness.report());
  }
}
