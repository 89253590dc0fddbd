package dev.rcrewai.tool;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.step.ToolSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tool behind the check of its arguments; it always answers. Thread-safe; blocks as tools do. */
final class CheckedTool {
  private static final Logger LOG = LoggerFactory.getLogger(CheckedTool.class);
  private static final int FRAMES_MAX = 12;

  private final Tool tool;
  private final ToolSpec spec;
  private final ToolLimits limits;
  private @Nullable ArgumentSchema schema;

  CheckedTool(Tool tool) {
    this.tool = tool;
    spec = tool.spec();
    limits = tool.limits();
  }

  /** Compiles the schema, which the first call does otherwise: too much work for an event loop. */
  synchronized ArgumentSchema compile() {
    var compiled = schema == null ? new ArgumentSchema(spec) : schema;
    schema = compiled;
    return compiled;
  }

  ToolSpec spec() {
    return spec;
  }

  ToolLimits limits() {
    return limits;
  }

  /** Runs the tool and answers whatever it throws; it may be foreign code. */
  ToolResult run(ToolRun run, Instant deadline) {
    try {
      return checked(run, deadline);
    } catch (Throwable e) {
      if (!(e instanceof InterruptedException) && !Thread.currentThread().isInterrupted()) {
        log(run, e);
      }
      return broken();
    }
  }

  private ToolResult checked(ToolRun run, Instant deadline) throws Exception {
    return switch (compile().check(run.call().arguments())) {
      case ArgumentSchema.Valid(var arguments) -> {
        var input = new ToolInput(arguments, run.caller(), deadline, key(run), run.trace());
        yield Objects.requireNonNull(tool.run(input), "a tool answered null");
      }
      case ArgumentSchema.Invalid(var why) ->
          new ToolResult.Failed(
              "The arguments of %s were not accepted: %s. Call it again with corrected arguments."
                  .formatted(spec.name(), why));
    };
  }

  private ToolResult broken() {
    return spec.sideEffects()
        ? new ToolResult.Unknown(
            "The tool %s broke off; nobody knows whether it did its work. Do not repeat it blindly."
                .formatted(spec.name()))
        : new ToolResult.Failed(
            "The tool %s failed unexpectedly. Do not repeat the same call.".formatted(spec.name()));
  }

  /**
   * The exception's message may hold a model's or a caller's words, so only its place is logged.
   */
  private void log(ToolRun run, Throwable e) {
    LOG.error(
        "tool failed unexpectedly",
        kv("tool", spec.name()),
        kv("execution_id", run.execution().text()),
        kv("task", run.path().taskName()),
        kv("error", e.getClass().getName()),
        kv("at", Arrays.stream(e.getStackTrace()).limit(FRAMES_MAX).toList().toString()));
  }

  private static String key(ToolRun run) {
    return run.execution() + "/" + run.path();
  }
}
