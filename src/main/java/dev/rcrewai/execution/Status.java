package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an execution stands. */
public enum Status {
  /** Accepted; no node works on it. */
  QUEUED,
  /** A node holds its lease. */
  RUNNING,
  /** Waits for a person; no node works on it. */
  WAITING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** The word in JSON and filters. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of that word. */
  @JsonCreator
  public static Status of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether the execution has ended; its journal never grows again. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING, WAITING -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
