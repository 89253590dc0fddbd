package dev.rcrewai.operation;

import dev.rcrewai.auth.TokenKeys;
import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.limit.CallerRate;
import dev.rcrewai.memory.CallerMemories;
import dev.rcrewai.trace.Tracing;
import java.time.InstantSource;

/** What every door opens onto; one for all of them, so that a caller's rate is one too. */
public record OperationServices(
    Settings settings,
    LocalBus bus,
    Executions executions,
    CallerMemories memories,
    CrewRegistry crews,
    TokenKeys keys,
    CallerRate rate,
    Tracing tracing,
    InstantSource clock) {}
