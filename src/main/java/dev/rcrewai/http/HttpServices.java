package dev.rcrewai.http;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.health.Probes;
import dev.rcrewai.limit.CallerRate;
import dev.rcrewai.telemetry.PrometheusMetrics;
import java.time.InstantSource;

/** What the HTTP door opens onto. */
public record HttpServices(
    Settings settings,
    LocalBus bus,
    Executions executions,
    CrewRegistry crews,
    Probes probes,
    TokenKeys keys,
    CallerRate rate,
    PrometheusMetrics metrics,
    InstantSource clock) {}
