package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.label;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.seconds;

import java.time.Duration;
import java.util.List;

/** Logs, metrics, health. */
final class TelemetrySection {
  static final Section TELEMETRY = new Section("telemetry", "Logs, metrics, health");
  static final Key<String> LOG_LEVEL =
      TELEMETRY.key(
          "LOG_LEVEL",
          "log_level",
          oneOf("DEBUG", "INFO", "WARN", "ERROR"),
          "INFO",
          "The least severe record of ours that is written; libraries speak from WARN on");
  static final Key<Boolean> STRUCTURED_LOGGING =
      TELEMETRY.key(
          "STRUCTURED_LOGGING",
          "structured_logging",
          flag(),
          "true",
          "JSON lines; text for people where false");
  static final Key<String> ENVIRONMENT =
      TELEMETRY.key(
          List.of("ENVIRONMENT", "RAILS_ENV", "RACK_ENV"),
          "environment",
          label(),
          "development",
          "The environment field of each log line");
  static final Key<Boolean> METRICS_ENABLED =
      TELEMETRY.key(
          "METRICS_ENABLED", "metrics_enabled", flag(), "true", "Whether /metrics is served");
  static final Key<Boolean> PERFORMANCE_MONITORING =
      TELEMETRY.key(
          "PERFORMANCE_MONITORING",
          "performance_monitoring",
          flag(),
          "true",
          "Whether event-loop lag and figures of the JVM are measured");
  static final Key<Duration> HEALTH_CHECK_INTERVAL =
      TELEMETRY.key(
          "HEALTH_CHECK_INTERVAL",
          "health_check_interval",
          seconds("1", "86400"),
          "30",
          "A provider's free list of models is asked for at most this often");

  private TelemetrySection() {}

  static TelemetrySettings read(Values in) {
    return new TelemetrySettings(
        in.get(LOG_LEVEL),
        in.get(STRUCTURED_LOGGING),
        in.get(ENVIRONMENT),
        in.get(METRICS_ENABLED),
        in.get(PERFORMANCE_MONITORING),
        in.get(HEALTH_CHECK_INTERVAL));
  }
}
