package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmissionReportTest {
  private static final ExecutionId ID = Draft.draft().id();

  private final PrometheusMetrics prometheus = new PrometheusMetrics(false);
  private final AtomicLong nanos = new AtomicLong();
  private final SubmissionReport report =
      new SubmissionReport(
          prometheus.metrics(), () -> nanos.getAndAdd(TimeUnit.SECONDS.toNanos(3)));

  @AfterEach
  void close() {
    prometheus.close();
  }

  @Test
  void accepted_isTimedFromTheSubmission() {
    submit(new Submitted.Accepted(ID));

    assertThat(lines())
        .contains(
            "rcrewai_accept_duration_seconds_count 1", "rcrewai_accept_duration_seconds_sum 3.0");
  }

  @Test
  void turnedAwayForLackOfRoom_isCountedByItsReason() {
    submit(new Submitted.ServerFull("no slot", Duration.ofSeconds(1)));
    submit(new Submitted.CallerFull(7, Duration.ofSeconds(1)));
    submit(new Submitted.CallerFull(8, Duration.ofSeconds(1)));
    submit(new Submitted.Draining(Duration.ofSeconds(1)));

    assertThat(lines())
        .contains(
            "rcrewai_rejected_total{reason=\"server_full\"} 1.0",
            "rcrewai_rejected_total{reason=\"caller_full\"} 2.0",
            "rcrewai_rejected_total{reason=\"draining\"} 1.0",
            "rcrewai_rejected_total{reason=\"budget\"} 0.0");
  }

  @Test
  void refusedForWhatItAsks_orAnsweredBefore_isNeither() {
    var before = lines();

    submit(new Submitted.UnknownCrew("nobody", List.of()));
    submit(new Submitted.InvalidTimeout("timeout is 0 s"));
    submit(new Submitted.Replayed(ID));

    assertThat(lines()).isEqualTo(before);
  }

  @Test
  void retry_thatIsAccepted_countsAsASubmission() {
    var accepted = new Retried.Submitted(new Submitted.Accepted(ID));
    await(report.onRetry(() -> Future.succeededFuture(accepted)));
    await(report.onRetry(() -> Future.succeededFuture(new Retried.NotFound())));

    assertThat(lines()).contains("rcrewai_accept_duration_seconds_count 1");
  }

  private void submit(Submitted answer) {
    assertThat(await(report.on(() -> Future.succeededFuture(answer)))).isSameAs(answer);
  }

  private List<String> lines() {
    return prometheus.scrape().lines().toList();
  }
}
