package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about its execution up to {@code lastSeq}. Immutable; made by {@link
 * ExecutionFold}.
 *
 * @param outcome null until it has ended
 * @param output the last task's answer, or why it failed; null until it has ended
 * @param costUsd null where a model that answered has no price
 * @param deadline by when it has to have ended; time spent waiting for people has put it off
 * @param waitingFor what its chats wait for now, where that has lasted for a while
 * @param questions what people are asked now
 * @param tasks those that began or were skipped, in the order of their first event
 */
public record Execution(
    ExecutionAccepted accepted,
    Status status,
    @Nullable Outcome outcome,
    @Nullable String output,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant deadline,
    Usage usage,
    @Nullable BigDecimal costUsd,
    List<TaskState> tasks,
    List<WaitingFor> waitingFor,
    List<OpenQuestion> questions,
    long lastSeq) {
  public Execution {
    tasks = List.copyOf(tasks);
    waitingFor = List.copyOf(waitingFor);
    questions = List.copyOf(questions);
  }

  /** Its id. */
  public ExecutionId id() {
    return accepted.executionId();
  }

  /** From the acceptance to the end, or to {@code now}. */
  public Duration duration(Instant now) {
    return Duration.between(createdAt, endedAt == null ? now : endedAt);
  }
}
