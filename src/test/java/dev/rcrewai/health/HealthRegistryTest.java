package dev.rcrewai.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthRegistryTest {
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock("2026-01-02T03:04:05.006Z");
  private final HealthRegistry registry = new HealthRegistry(vertx, clock);

  @AfterEach
  void close() {
    Awaited.result(vertx.close());
  }

  @Test
  void report_allHealthy_isTheSeedsShape() {
    registry.register("llm", () -> Future.succeededFuture(providers(HealthStatus.HEALTHY)));
    registry.register("memory", () -> Future.succeededFuture(Check.healthy().with("usage", 0.25)));
    registry.register("store", () -> Future.succeededFuture(Check.healthy()));

    assertThat(report().toJson(Audience.PUBLIC))
        .isEqualTo(
            new JsonObject(
                """
                {"status": "healthy", "timestamp": "2026-01-02T03:04:05.006Z", "checks": {
                  "llm": {"status": "healthy", "openai": {"status": "healthy"}},
                  "memory": {"status": "healthy", "usage": 0.25},
                  "store": {"status": "healthy"}}}
                """));
  }

  @Test
  void report_noChecks_isHealthy() {
    assertThat(report().status()).isEqualTo(HealthStatus.HEALTHY);
  }

  @Test
  void report_unknownPart_leavesTheWholeHealthy() {
    registry.register("llm", () -> Future.succeededFuture(Check.of(HealthStatus.UNKNOWN)));
    assertThat(report().status()).isEqualTo(HealthStatus.HEALTHY);
  }

  @Test
  void report_warningPart_degradesTheWholeAndStays200() {
    registry.register("memory", () -> Future.succeededFuture(Check.of(HealthStatus.WARNING)));
    assertThat(report().status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report().httpStatus()).isEqualTo(200);
  }

  @Test
  void report_unhealthyBesideDegraded_isUnhealthyWith503() {
    registry.register("a", () -> Future.succeededFuture(Check.unhealthy("disk full")));
    registry.register("b", () -> Future.succeededFuture(Check.of(HealthStatus.DEGRADED)));
    assertThat(report().status()).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(report().httpStatus()).isEqualTo(503);
  }

  @Test
  void report_details_areForOperatorsOnly() {
    registry.register(
        "store", () -> Future.succeededFuture(Check.unhealthy("db.internal refused")));
    assertThat(report().toJson(Audience.PUBLIC).encode()).doesNotContain("db.internal");
    assertThat(report().toJson(Audience.OPERATORS).getJsonObject("checks"))
        .isEqualTo(
            new JsonObject(
                """
                {"store": {"status": "unhealthy", "detail": "db.internal refused"}}\
                """));
  }

  @Test
  void report_checkFails_isUnhealthyWithItsReason() {
    registry.register("store", () -> Future.failedFuture("no such table"));
    assertThat(checked("store")).isEqualTo(Check.unhealthy("no such table"));
  }

  @Test
  void report_checkThrows_isUnhealthy() {
    registry.register(
        "store",
        () -> {
          throw new IllegalStateException("closed");
        });
    assertThat(checked("store").status()).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(checked("store").detail()).contains("closed");
  }

  @Test
  void report_checkThatNeverAnswers_isUnhealthyAtTheDeadlineAndDelaysNoOther() {
    registry.register("store", () -> Promise.<Check>promise().future());
    registry.register("memory", () -> Future.succeededFuture(Check.healthy()));
    assertThat(report().checks())
        .containsEntry("store", Check.unhealthy("Timeout"))
        .containsEntry("memory", Check.healthy());
  }

  @Test
  void report_askedAgainWithinASecond_runsNoCheckAgain() {
    var runs = countRuns();
    report();
    clock.advance(HealthRegistry.FRESH.minusMillis(1));
    report();
    assertThat(runs).hasValue(1);
  }

  @Test
  void report_askedAgainAfterASecond_runsTheChecksAgain() {
    var runs = countRuns();
    report();
    clock.advance(HealthRegistry.FRESH);
    report();
    assertThat(runs).hasValue(2);
  }

  @Test
  void report_checkAnswersOnAnotherThread_completesOnTheCallersContext() {
    registry.register("store", () -> vertx.<Check>executeBlocking(Check::healthy));
    var context = vertx.getOrCreateContext();
    var answeredOn = Promise.<Context>promise();
    context.runOnContext(
        _ -> registry.report().onComplete(_ -> answeredOn.complete(Vertx.currentContext())));
    assertThat(Awaited.result(answeredOn.future())).isSameAs(context);
  }

  private AtomicInteger countRuns() {
    var runs = new AtomicInteger();
    registry.register(
        "store",
        () -> {
          runs.incrementAndGet();
          return Future.succeededFuture(Check.healthy());
        });
    return runs;
  }

  private static Check providers(HealthStatus status) {
    return Check.of(status, Map.of("openai", Check.of(status)));
  }

  private Check checked(String name) {
    return Objects.requireNonNull(report().checks().get(name));
  }

  private HealthReport report() {
    return Awaited.result(registry.report());
  }
}
