package dev.rcrewai.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list; {@code nextPageToken} is null on the last one. */
public record ExecutionPage(List<Summary> executions, @Nullable String nextPageToken) {
  public ExecutionPage {
    executions = List.copyOf(executions);
  }
}
