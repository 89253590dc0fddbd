package dev.rcrewai.tool;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.ToolSettings;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.StepSpans;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;

/**
 * Owns {@link StepAddresses#TOOL}: every call gets a {@link ToolResult}, at the latest when its
 * time is over, also when its tool hangs, throws or does not exist. Only when the server stops are
 * calls dropped without one. Deploy one instance, on an event loop; the tools run elsewhere.
 */
public final class ToolVerticle extends VerticleBase {
  private static final int RUNNING_MAX = 64;
  private static final int IN_FLIGHT_MAX = 10_000;

  private final LocalBus bus;
  private final Tools tools;
  private final StepSpans spans;
  private final ToolRunner runner;

  public ToolVerticle(
      LocalBus bus,
      Tools tools,
      ToolSettings settings,
      Metrics metrics,
      Tracing tracing,
      InstantSource clock) {
    this.bus = bus;
    this.tools = tools;
    this.spans = tracing.steps();
    var bounds =
        new ToolRunner.Bounds(
            RUNNING_MAX, IN_FLIGHT_MAX, settings.timeout(), settings.resultCharsMax());
    runner = new ToolRunner(tools, bounds, metrics, clock);
  }

  @Override
  public Future<?> start() {
    var calls = bus.answer(StepAddresses.TOOL, this::run);
    var aborts = bus.listen(StepAddresses.ABORT, runner::abort);
    return Future.all(calls.completion(), aborts.completion());
  }

  @Override
  public Future<?> stop() {
    runner.dropAll();
    return Future.succeededFuture();
  }

  private Future<ToolResult> run(ToolRun run) {
    var span = spans.tool(run, tools.knownName(run));
    CallInFlight call = runner.start(run.partOf(span.context()));
    long timer =
        vertx.setTimer(
            Math.max(1, runner.timeLeft(call).toMillis()),
            _ -> call.stop(CallInFlight.Stop.TIMED_OUT));
    return Future.fromCompletionStage(call.answer(), vertx.getOrCreateContext())
        .onSuccess(result -> spans.used(span, result))
        .onComplete(_ -> vertx.cancelTimer(timer));
  }
}
