package dev.rcrewai.tool;

import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Runs tool calls, each on a virtual thread, so many at a time and no more.
 *
 * <pre>
 *   start ─► known? room? time left? ─► virtual thread: wait for a slot ─► check arguments ─► run
 *                   └─ no: answered at once                  answer ◄─ cut to its bound ◄──┘
 * </pre>
 *
 * A tool that ignores its interrupt keeps its slot until it returns, while its caller has its
 * answer. {@link #start} and the stops come from one thread; the answers come from any.
 */
final class ToolRunner {
  private final Tools tools;
  private final Bounds bounds;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Semaphore slots;
  private final Set<CallInFlight> inFlight = ConcurrentHashMap.newKeySet();

  /**
   * What one node allows itself.
   *
   * @param runningMax tools at work at one time
   * @param inFlightMax those and the ones that wait for a slot; more are refused
   * @param timeout of one call, waiting included
   * @param resultCharsMax the longest text that goes back to a model
   */
  record Bounds(int runningMax, int inFlightMax, Duration timeout, int resultCharsMax) {}

  ToolRunner(Tools tools, Bounds bounds, Metrics metrics, InstantSource clock) {
    this.tools = tools;
    this.bounds = bounds;
    this.metrics = metrics;
    this.clock = clock;
    slots = new Semaphore(bounds.runningMax(), true);
  }

  /** Begins a call and returns at once; one that is refused is answered already. */
  CallInFlight start(ToolRun run) {
    CheckedTool tool = tools.find(run);
    if (tool == null) {
      var unknown = new CallInFlight(run, false, run.deadline(), counter("unknown"));
      unknown.refuse("There is no tool '%s'.".formatted(ResultText.oneLine(run.call().name(), 60)));
      return unknown;
    }
    var spec = tool.spec();
    var call = new CallInFlight(run, spec.sideEffects(), deadline(run, tool), counter(spec.name()));
    if (inFlight.size() >= bounds.inFlightMax()) {
      call.refuse("The server is busy with too many tool calls. Go on without it, or call later.");
    } else if (!timeLeft(call).isPositive()) {
      call.refuse("There is no time left to run the tool.");
    } else {
      inFlight.add(call);
      call.start(() -> work(tool, call));
    }
    return call;
  }

  /** What is left of the call's time now; not positive when it is over. */
  Duration timeLeft(CallInFlight call) {
    return Duration.between(clock.instant(), call.deadline());
  }

  /** Stops what the abort covers. */
  void abort(Abort abort) {
    var covered = inFlight.stream().filter(call -> call.coveredBy(abort)).toList();
    // All end before the first is interrupted: its slot must not go to another of them.
    covered.forEach(call -> call.end(CallInFlight.Stop.ABORTED));
    covered.forEach(CallInFlight::interrupt);
  }

  /** Interrupts everything and answers nothing that could be recorded. */
  void dropAll() {
    inFlight.forEach(CallInFlight::drop);
    inFlight.forEach(CallInFlight::interrupt);
  }

  private void work(CheckedTool tool, CallInFlight call) {
    try {
      slots.acquire();
      try {
        if (call.enter()) {
          call.finish(bounded(tool, tool.run(call.run(), call.deadline())));
        }
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped while it waited: answered already
    } finally {
      inFlight.remove(call);
    }
  }

  private ToolResult bounded(CheckedTool tool, ToolResult result) {
    int charsMax = Math.min(bounds.resultCharsMax(), tool.limits().resultCharsMax());
    String text = ResultText.cut(result.text(), charsMax);
    return switch (result) {
      case ToolResult.Completed _ -> new ToolResult.Completed(text);
      case ToolResult.Failed _ -> new ToolResult.Failed(text);
      case ToolResult.Unknown _ -> new ToolResult.Unknown(text);
    };
  }

  private Instant deadline(ToolRun run, CheckedTool tool) {
    var shorter = Collections.min(List.of(bounds.timeout(), tool.limits().timeout()));
    Instant own = clock.instant().plus(shorter);
    return own.isBefore(run.deadline()) ? own : run.deadline();
  }

  private Consumer<ToolResult> counter(String tool) {
    long began = System.nanoTime();
    return result ->
        metrics.toolFinished(tool, word(result), Duration.ofNanos(System.nanoTime() - began));
  }

  private static String word(ToolResult result) {
    return switch (result) {
      case ToolResult.Completed _ -> "completed";
      case ToolResult.Failed _ -> "failed";
      case ToolResult.Unknown _ -> "unknown";
    };
  }
}
