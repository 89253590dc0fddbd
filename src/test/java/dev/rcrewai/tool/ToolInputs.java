package dev.rcrewai.tool;

import java.time.Instant;
import java.util.Map;

/** What tools are called with in tests. */
public final class ToolInputs {
  public static final String KEY = ToolRuns.EXECUTION + "/" + ToolRuns.PATH;

  private ToolInputs() {}

  /** A call of the caller {@code alice} with a minute left. */
  public static ToolInput of(Map<String, Object> arguments) {
    return new ToolInput(new ToolArguments(arguments), "alice", Instant.now().plusSeconds(60), KEY);
  }
}
