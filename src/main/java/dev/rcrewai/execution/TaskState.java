package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far one task of an execution has come.
 *
 * @param output its answer; null unless completed
 * @param detail why it failed or was skipped; else null
 * @param outcome null until it completed or failed
 * @param state what the run of a flow's step wrote to the flow's state; else null
 */
public record TaskState(
    String task,
    String agent,
    Progress status,
    @Nullable String output,
    @Nullable String detail,
    @Nullable Outcome outcome,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable StateWrite state) {

  /** Where a task stands. */
  public enum Progress {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED,
    SKIPPED;

    /** The word in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static TaskState pending(String task, String agent) {
    return new TaskState(task, agent, Progress.PENDING, null, null, null, null, null, null);
  }

  TaskState started(Instant at) {
    return new TaskState(task, agent, Progress.RUNNING, null, null, null, at, null, null);
  }

  TaskState completed(String answer, @Nullable StateWrite wrote, Instant at) {
    var done = Outcome.COMPLETED;
    return new TaskState(task, agent, Progress.COMPLETED, answer, null, done, startedAt, at, wrote);
  }

  TaskState failed(Outcome why, String words, Instant at) {
    return new TaskState(task, agent, Progress.FAILED, null, words, why, startedAt, at, null);
  }

  TaskState skipped(String words, Instant at) {
    return new TaskState(task, agent, Progress.SKIPPED, null, words, null, startedAt, at, null);
  }
}
