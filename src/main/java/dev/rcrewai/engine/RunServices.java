package dev.rcrewai.engine;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.execution.CallerKeys;
import dev.rcrewai.execution.Dispatcher;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.PinnedCrews;
import dev.rcrewai.execution.Watchers;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import java.time.InstantSource;

/**
 * What every run uses.
 *
 * @param stepsInFlightMax chats and tool calls of one execution at once
 */
public record RunServices(
    LocalBus bus,
    ExecutionStore store,
    PinnedCrews crews,
    Watchers watchers,
    Dispatcher dispatcher,
    CallerKeys callerKeys,
    KeptKeys crewKeys,
    Metrics metrics,
    Tracing tracing,
    InstantSource clock,
    int stepsInFlightMax) {}
