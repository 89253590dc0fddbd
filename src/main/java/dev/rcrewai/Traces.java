package dev.rcrewai;

import dev.rcrewai.config.Settings;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import dev.rcrewai.trace.otlp.OtlpSink;

/** The tracing that the settings ask for; nothing of OpenTelemetry is loaded where it is off. */
final class Traces {
  private Traces() {}

  static Tracing of(Settings settings, Metrics metrics) {
    var tracing = settings.tracing();
    if (!tracing.enabled()) {
      return Tracing.OFF;
    }
    var sink = OtlpSink.of(tracing, settings.telemetry().environment(), metrics);
    return new Tracing(sink, tracing.messageContent(), database(settings.store()));
  }

  private static String database(StoreSettings store) {
    return switch (store.kind()) {
      case SQLITE -> "sqlite";
      case POSTGRES -> "postgresql";
      case REDIS -> "redis";
    };
  }
}
