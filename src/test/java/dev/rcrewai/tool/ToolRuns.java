package dev.rcrewai.tool;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolRun;
import java.time.Instant;

/** Tool calls for tests. */
public final class ToolRuns {
  public static final ExecutionId EXECUTION =
      new ExecutionId("01890a5d-ac96-774b-bcce-b302099a8057");
  public static final StepPath PATH = StepPath.task("research").attempt(1).turn(1).tool(0);

  private ToolRuns() {}

  /** A call of the caller {@code alice}. */
  public static ToolRun run(String tool, String arguments, Instant deadline) {
    return new ToolRun(EXECUTION, PATH, "alice", new ToolCall("call_1", tool, arguments), deadline);
  }

  /** A call with a minute left. */
  public static ToolRun run(String tool, String arguments) {
    return run(tool, arguments, Instant.now().plusSeconds(60));
  }
}
