package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rcrewai.step.Passage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far one task of an execution has come.
 *
 * @param output its answer; null unless completed
 * @param detail why it failed or was skipped; else null
 * @param outcome null until it completed or failed
 * @param known the passages of documents that its agents were given
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
    List<Known> known,
    @Nullable StateWrite state) {
  private static final int KNOWN_MAX = 100;

  public TaskState {
    known = List.copyOf(known);
  }

  /** A passage of a document, without its text. */
  public record Known(String id, String source) {}

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
    return new TaskState(
        task, agent, Progress.PENDING, null, null, null, null, null, List.of(), null);
  }

  TaskState started(Instant at) {
    return new TaskState(task, agent, Progress.RUNNING, null, null, null, at, null, known, null);
  }

  TaskState completed(String answer, @Nullable StateWrite wrote, Instant at) {
    var done = Outcome.COMPLETED;
    return new TaskState(
        task, agent, Progress.COMPLETED, answer, null, done, startedAt, at, known, wrote);
  }

  TaskState failed(Outcome why, String words, Instant at) {
    return new TaskState(
        task, agent, Progress.FAILED, null, words, why, startedAt, at, known, null);
  }

  TaskState skipped(String words, Instant at) {
    return new TaskState(
        task, agent, Progress.SKIPPED, null, words, null, startedAt, at, known, null);
  }

  /** The same, whose agents were given these passages too. */
  TaskState knowing(List<Passage> passages) {
    var more =
        Stream.concat(
                known.stream(),
                passages.stream().map(passage -> new Known(passage.id(), passage.source())))
            .distinct()
            .limit(KNOWN_MAX)
            .toList();
    return new TaskState(
        task, agent, status, output, detail, outcome, startedAt, endedAt, more, state);
  }
}
