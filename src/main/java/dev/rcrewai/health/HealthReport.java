package dev.rcrewai.health;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the server fares, the body of {@code GET /health}.
 *
 * @param at when the checks were made
 * @param checks what each part says, by name
 */
public record HealthReport(Instant at, SortedMap<String, Check> checks) {
  public HealthReport {
    checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
  }

  /** One of healthy, degraded and unhealthy. */
  public HealthStatus status() {
    return HealthStatus.overall(checks.values().stream().map(Check::status).toList());
  }

  /** 503 when unhealthy, 200 otherwise: a degraded server still serves. */
  public int httpStatus() {
    return status() == HealthStatus.UNHEALTHY ? 503 : 200;
  }

  /** {@code {status, timestamp, checks: {<name>: {status, …}}}}. */
  public JsonObject toJson(Audience audience) {
    var parts = new JsonObject();
    checks.forEach((name, check) -> parts.put(name, check.toJson(audience)));
    return new JsonObject()
        .put("status", status().word())
        .put("timestamp", Timestamps.text(at))
        .put("checks", parts);
  }
}
