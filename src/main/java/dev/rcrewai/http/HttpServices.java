package dev.rcrewai.http;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.health.HealthRegistry;
import dev.rcrewai.health.Liveness;
import dev.rcrewai.health.Readiness;
import dev.rcrewai.limit.CallerRate;
import dev.rcrewai.telemetry.PrometheusMetrics;
import java.time.InstantSource;

/** What the HTTP door opens onto. */
public record HttpServices(
    Settings settings,
    LocalBus bus,
    Executions executions,
    CrewRegistry crews,
    HealthRegistry health,
    Readiness readiness,
    Liveness liveness,
    CallerRate rate,
    PrometheusMetrics metrics,
    InstantSource clock) {}
