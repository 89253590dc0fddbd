package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an execution, or one of its tasks, ended; the same word in REST, events and metrics. */
public enum Outcome {
  /** Every task has a non-empty, accepted answer. */
  COMPLETED(200, false),
  /** An agent used all its turns and gave no final answer. */
  MAX_ITERATIONS(422, false),
  /** An agent repeated the same calls with the same results. */
  NO_PROGRESS(422, false),
  /** No attempt's answer passed the task's checks. */
  OUTPUT_REJECTED(422, false),
  /** Nobody answered a question in time. */
  INPUT_EXPIRED(422, false),
  /** A person said no. */
  INPUT_REJECTED(422, false),
  /** A limit of tokens, cost, steps or size was reached. */
  BUDGET_EXHAUSTED(402, false),
  /** Somebody asked for it. */
  CANCELLED(409, true),
  /** The model's provider failed or refused. */
  PROVIDER_ERROR(502, true),
  /** A tool failed in a way that its agent could not work around. */
  TOOL_ERROR(502, true),
  /** The deadline, or an agent's time limit, passed. */
  DEADLINE_EXCEEDED(504, true),
  /** A fault of this server. */
  INTERNAL_ERROR(500, true);

  private final int httpStatus;
  private final boolean retryable;

  Outcome(int httpStatus, boolean retryable) {
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** The word in JSON, events and labels, for example {@code max_iterations}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outcome of that word. */
  @JsonCreator
  public static Outcome of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The status of {@code POST /execute} for this outcome. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same crew with the same inputs may end better when run again. */
  public boolean retryable() {
    return retryable;
  }
}
