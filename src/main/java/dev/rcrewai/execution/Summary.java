package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution in one line, as lists show it; what its journal folds to, without the answers.
 *
 * @param outcome null until it has ended
 * @param endedAt null until it has ended
 * @param lastSeq of its journal
 */
public record Summary(
    ExecutionId id,
    String crewName,
    String caller,
    Status status,
    @Nullable Outcome outcome,
    @Nullable String requestId,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Usage usage,
    @Nullable BigDecimal costUsd,
    long lastSeq) {}
