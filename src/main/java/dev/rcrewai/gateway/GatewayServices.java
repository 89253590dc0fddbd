package dev.rcrewai.gateway;

import dev.rcrewai.operation.OperationServices;
import dev.rcrewai.telemetry.Metrics;

/** What the event bus door opens onto; one for all its instances. */
public record GatewayServices(
    OperationServices operations, StreamSlots streamSlots, Metrics metrics) {}
