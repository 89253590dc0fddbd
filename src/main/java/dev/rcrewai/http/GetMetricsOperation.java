package dev.rcrewai.http;

import dev.rcrewai.operation.Exchange;
import dev.rcrewai.operation.Operation;
import dev.rcrewai.operation.Problems;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Vertx;
import java.util.Map;

/** {@code GET /metrics} for callers with {@code view_metrics}. */
final class GetMetricsOperation implements Operation {
  private final Vertx vertx;
  private final PrometheusMetrics metrics;
  private final boolean enabled;

  GetMetricsOperation(Vertx vertx, PrometheusMetrics metrics, boolean enabled) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.enabled = enabled;
  }

  @Override
  public String id() {
    return "getMetrics";
  }

  @Override
  public void handle(Exchange exchange) {
    if (!enabled) {
      exchange.problem(Problems.NO_SUCH_PATH);
      return;
    }
    vertx
        .executeBlocking(metrics::scrape, false)
        .onSuccess(text -> exchange.text(200, PrometheusMetrics.CONTENT_TYPE, Map.of(), text))
        .onFailure(exchange::failed);
  }
}
