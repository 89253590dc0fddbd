package dev.rcrewai.tool;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A tool whose work is given; counts how often it was entered. */
public final class FakeTool implements Tool {
  public static final String NAME = "fake";

  private final boolean sideEffects;
  private final Work work;
  private final AtomicInteger runs = new AtomicInteger();

  /** What the tool does. */
  public interface Work {
    ToolResult on(ToolInput input) throws Exception;
  }

  private FakeTool(boolean sideEffects, Work work) {
    this.sideEffects = sideEffects;
    this.work = work;
  }

  /** Only reads. */
  public static FakeTool reading(Work work) {
    return new FakeTool(false, work);
  }

  /** Changes something outside. */
  public static FakeTool changing(Work work) {
    return new FakeTool(true, work);
  }

  public int runs() {
    return runs.get();
  }

  @Override
  public ToolSpec spec() {
    Map<String, Object> parameters =
        ParameterSchema.parse(
            """
            {
              "type": "object",
              "properties": {"text": {"type": "string"}},
              "additionalProperties": false
            }
            """);
    return new ToolSpec(NAME, "Does what a test wants.", parameters, sideEffects);
  }

  @Override
  public ToolResult run(ToolInput input) throws Exception {
    runs.incrementAndGet();
    return work.on(input);
  }
}
