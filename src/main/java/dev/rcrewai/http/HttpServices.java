package dev.rcrewai.http;

import dev.rcrewai.health.Probes;
import dev.rcrewai.operation.OperationServices;
import dev.rcrewai.telemetry.PrometheusMetrics;

/** What the HTTP door opens onto: what every door does, and what only HTTP shows. */
public record HttpServices(
    OperationServices operations, Probes probes, PrometheusMetrics metrics) {}
