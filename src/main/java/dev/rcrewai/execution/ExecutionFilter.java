package dev.rcrewai.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a list shows, newest first; null means any.
 *
 * @param createdFrom inclusive
 * @param createdBefore exclusive
 * @param limit from 1 to {@link #LIMIT_MAX}
 * @param pageToken where the page before this one ended, as it said, or null
 */
public record ExecutionFilter(
    @Nullable String caller,
    @Nullable String crewName,
    @Nullable Status status,
    @Nullable String requestId,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore,
    int limit,
    @Nullable String pageToken) {
  public static final int LIMIT_MAX = 200;

  public ExecutionFilter {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit is " + limit + "; expected 1 to " + LIMIT_MAX);
    }
  }

  /** The same of every caller's executions of that crew. */
  ExecutionFilter ofAll(String crew) {
    return new ExecutionFilter(
        null, crew, status, requestId, createdFrom, createdBefore, limit, pageToken);
  }
}
