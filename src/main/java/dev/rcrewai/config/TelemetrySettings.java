package dev.rcrewai.config;

import java.time.Duration;

/**
 * Logs, metrics, health.
 *
 * @param logLevel DEBUG, INFO, WARN or ERROR
 * @param structuredLogging JSON lines instead of text
 * @param environment the {@code environment} field of each log line
 * @param metricsEnabled whether {@code /metrics} is served
 * @param performanceMonitoring whether event-loop lag and JVM figures are measured
 * @param healthCheckInterval how often a provider's free models list may be asked for
 */
public record TelemetrySettings(
    String logLevel,
    boolean structuredLogging,
    String environment,
    boolean metricsEnabled,
    boolean performanceMonitoring,
    Duration healthCheckInterval) {
  public TelemetrySettings {
    Require.positive("healthCheckInterval", healthCheckInterval);
  }
}
