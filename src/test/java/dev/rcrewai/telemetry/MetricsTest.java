package dev.rcrewai.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.telemetry.Metrics.GaugeName;
import dev.rcrewai.telemetry.Metrics.Rejection;
import io.netty.buffer.ByteBufAllocator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final PrometheusMetrics prometheus = new PrometheusMetrics(false);
  private final Metrics metrics = prometheus.metrics();

  @AfterEach
  void close() {
    prometheus.close();
  }

  @Test
  void requestFinished_isTheSeedsCounterAndHistogram() {
    metrics.requestFinished("POST", "/execute", 200, Duration.ofMillis(1500));
    assertThat(lines())
        .contains(
            "rcrewai_requests_total{method=\"POST\",path=\"/execute\",status=\"200\"} 1.0",
            "rcrewai_request_duration_seconds_count{method=\"POST\",path=\"/execute\"} 1",
            "rcrewai_request_duration_seconds_sum{method=\"POST\",path=\"/execute\"} 1.5");
    assertThat(buckets("rcrewai_request_duration_seconds"))
        .containsExactly(
            "0.1=0", "0.5=0", "1.0=0", "5.0=1", "10.0=1", "30.0=1", "60.0=1", "300.0=1", "600.0=1",
            "+Inf=1");
  }

  @Test
  void executionEnded_isTheSeedsCounterAndHistogram() {
    metrics.executionStarted("support");
    metrics.executionEnded("support", "completed", Duration.ofSeconds(4));
    assertThat(lines())
        .contains(
            "rcrewai_executions_total{crew_name=\"support\",status=\"completed\"} 1.0",
            "rcrewai_execution_duration_seconds_sum{crew_name=\"support\"} 4.0");
    assertThat(buckets("rcrewai_execution_duration_seconds"))
        .containsExactly(
            "1.0=0",
            "5.0=1",
            "10.0=1",
            "30.0=1",
            "60.0=1",
            "300.0=1",
            "600.0=1",
            "1800.0=1",
            "+Inf=1");
  }

  @Test
  void executionStarted_raisesTheGaugeUntilItEndsOrLeaves() {
    metrics.executionStarted("support");
    metrics.executionStarted("support");
    metrics.executionStarted("support");
    assertThat(lines()).contains("rcrewai_active_executions{crew_name=\"support\"} 3.0");
    metrics.executionEnded("support", "cancelled", Duration.ZERO);
    metrics.executionLeft("support");
    assertThat(lines()).contains("rcrewai_active_executions{crew_name=\"support\"} 1.0");
  }

  @Test
  void chatFinished_isTheSeedsCounter() {
    metrics.chatFinished("openai", "gpt-4o-mini", "ok", Duration.ofMillis(300));
    assertThat(lines())
        .contains(
            "rcrewai_llm_api_calls_total"
                + "{model=\"gpt-4o-mini\",provider=\"openai\",status=\"ok\"} 1.0",
            "rcrewai_llm_call_duration_seconds_count"
                + "{model=\"gpt-4o-mini\",provider=\"openai\"} 1");
  }

  @Test
  void scrape_ourOwnCounters_haveTheirNames() {
    metrics.chatRetried("openai", "rate_limited");
    metrics.tokensUsed("openai", "m", "input", 120);
    metrics.costIncurred("openai", "m", new BigDecimal("0.25"));
    metrics.toolFinished("file_reader", "completed", Duration.ofMillis(2));
    metrics.memoryUsed("recall", "found", Duration.ofMillis(2));
    metrics.memoriesErased(7);
    metrics.rejected(Rejection.SERVER_FULL);
    metrics.crewsReloaded("loaded");
    metrics.eventLoopLag(Duration.ofMillis(2));
    assertThat(lines())
        .contains(
            "rcrewai_llm_retries_total{provider=\"openai\",reason=\"rate_limited\"} 1.0",
            "rcrewai_llm_tokens_total{kind=\"input\",model=\"m\",provider=\"openai\"} 120.0",
            "rcrewai_llm_cost_usd_total{model=\"m\",provider=\"openai\"} 0.25",
            "rcrewai_memory_operations_total{operation=\"recall\",status=\"found\"} 1.0",
            "rcrewai_memory_operation_duration_seconds_count{operation=\"recall\"} 1",
            "rcrewai_memory_erased_total 7.0",
            "rcrewai_tool_calls_total{status=\"completed\",tool=\"file_reader\"} 1.0",
            "rcrewai_tool_duration_seconds_count{tool=\"file_reader\"} 1",
            "rcrewai_rejected_total{reason=\"server_full\"} 1.0",
            "rcrewai_crew_reloads_total{result=\"loaded\"} 1.0",
            "rcrewai_event_loop_lag_seconds_bucket{le=\"0.01\"} 1");
  }

  @Test
  void scrape_beforeAnythingHappened_hasTheCountersThatAlertsWatchAsZero() {
    metrics.budgetKnown("caller_usd");
    assertThat(lines())
        .contains(
            "rcrewai_lease_takeovers_total 0.0",
            "rcrewai_node_given_up_total 0.0",
            "rcrewai_webhook_tries_total{result=\"dead\"} 0.0",
            "rcrewai_budget_refused_total{budget=\"caller_usd\"} 0.0",
            "rcrewai_rejected_total{reason=\"server_full\"} 0.0",
            "rcrewai_rejected_total{reason=\"caller_full\"} 0.0",
            "rcrewai_rejected_total{reason=\"budget\"} 0.0",
            "rcrewai_rejected_total{reason=\"draining\"} 0.0");
  }

  @Test
  void gauge_isAskedAtEachScrape() {
    metrics.gauge(GaugeName.BREAKER_STATE, () -> 2, "provider", "openai");
    assertThat(lines())
        .contains(
            "# HELP rcrewai_breaker_state 0 closed, 1 half-open, 2 open",
            "rcrewai_breaker_state{provider=\"openai\"} 2.0");
  }

  @Test
  void scrape_memoryInUse_countsNetworkBuffersToo() {
    int held = 256 * 1024 * 1024;
    System.gc();
    double before = memoryInUse();
    var buffer = ByteBufAllocator.DEFAULT.directBuffer(held);
    try {
      // Half of it, because the heap may shrink further.
      assertThat(memoryInUse()).isGreaterThan(before + held / 2.0);
    } finally {
      buffer.release();
    }
  }

  @Test
  void scrape_memoryInUse_isLessThanItsLimit() {
    assertThat(memoryInUse()).isLessThan(value("rcrewai_memory_limit_bytes "));
  }

  @Test
  void new_withoutPerformanceMonitoring_measuresNothingOfTheJvm() {
    assertThat(prometheus.scrape()).doesNotContain("jvm_");
  }

  @Test
  void new_withPerformanceMonitoring_measuresTheJvm() {
    try (var monitored = new PrometheusMetrics(true)) {
      assertThat(monitored.scrape())
          .contains(
              "jvm_memory_used_bytes",
              "jvm_memory_usage_after_gc{",
              "jvm_threads_live_threads",
              "process_files_open_files");
    }
  }

  @Test
  void of_wrongNumberOfLabelValues_isRefused() {
    var family = new Family<>(tags -> tags, "crew_name", "status");
    assertThatThrownBy(() -> family.of("support"))
        .hasMessage("label values [support]; expected one for each of [crew_name, status]");
  }

  private double memoryInUse() {
    return value("rcrewai_memory_usage_bytes ");
  }

  private double value(String name) {
    var line = lines().stream().filter(text -> text.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(name.length()));
  }

  private List<String> lines() {
    return prometheus.scrape().lines().toList();
  }

  private List<String> buckets(String name) {
    var bucket = Pattern.compile(name + "_bucket\\{.*le=\"([^\"]+)\"} (\\d+)");
    return lines().stream()
        .map(bucket::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1) + "=" + m.group(2))
        .toList();
  }
}
