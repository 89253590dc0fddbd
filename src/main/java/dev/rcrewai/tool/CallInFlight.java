package dev.rcrewai.tool;

import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One tool call between its arrival and its answer.
 *
 * <pre>
 *   WAITING ──enter──► RUNNING ──finish──► ENDED
 *      └─refuse, end, drop──┴──end, drop─────┘
 * </pre>
 *
 * Whoever moves it to ENDED gives the only answer. A tool with side effects that was entered and
 * then ended is {@code Unknown}; one that was never entered has certainly done nothing.
 * Thread-safe.
 */
final class CallInFlight {
  private final ToolRun run;
  private final boolean sideEffects;
  private final Instant deadline;
  private final Consumer<ToolResult> counter;
  private final CompletableFuture<ToolResult> answer = new CompletableFuture<>();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private volatile @Nullable Thread thread;

  private enum Phase {
    WAITING,
    RUNNING,
    ENDED
  }

  /** Why a call is ended before its tool is done. */
  enum Stop {
    TIMED_OUT("did not finish in time"),
    ABORTED("was stopped");

    private final String words;

    Stop(String words) {
      this.words = words;
    }
  }

  /** A call that waits; the counter hears its answer before anybody else does. */
  CallInFlight(ToolRun run, boolean sideEffects, Instant deadline, Consumer<ToolResult> counter) {
    this.counter = counter;
    this.run = run;
    this.sideEffects = sideEffects;
    this.deadline = deadline;
  }

  ToolRun run() {
    return run;
  }

  Instant deadline() {
    return deadline;
  }

  /** Completes once; fails only where the call was dropped. */
  CompletableFuture<ToolResult> answer() {
    return answer;
  }

  boolean coveredBy(Abort abort) {
    return abort.covers(run.execution(), run.path());
  }

  /** Runs the body on a virtual thread, which {@link #interrupt} reaches. */
  void start(Runnable body) {
    Thread started = Thread.ofVirtual().name("tool-" + run.call().name()).unstarted(body);
    thread = started;
    started.start();
  }

  /** Whether the tool may be entered now; not when the call has ended meanwhile. */
  boolean enter() {
    return phase.compareAndSet(Phase.WAITING, Phase.RUNNING);
  }

  /** The tool's own answer; too late where the call has ended. */
  void finish(ToolResult result) {
    if (phase.compareAndSet(Phase.RUNNING, Phase.ENDED)) {
      reply(result);
    }
  }

  /** Answers a call that will not be started. */
  void refuse(String why) {
    phase.set(Phase.ENDED);
    reply(new ToolResult.Failed(why));
  }

  /** Answers for a tool that is not done, and interrupts it. */
  void stop(Stop why) {
    end(why);
    interrupt();
  }

  /** The first half of {@link #stop}: from now on the tool will not be entered. */
  void end(Stop why) {
    Phase before = phase.getAndSet(Phase.ENDED);
    if (before != Phase.ENDED) {
      reply(stopped(why, before == Phase.RUNNING));
    }
  }

  /** Ends the call without an answer that could be recorded. */
  void drop() {
    if (phase.getAndSet(Phase.ENDED) != Phase.ENDED) {
      answer.completeExceptionally(new CancellationException("the server is stopping"));
    }
  }

  private void reply(ToolResult result) {
    counter.accept(result);
    answer.complete(result);
  }

  private ToolResult stopped(Stop why, boolean entered) {
    String tool = "The tool " + run.call().name() + " " + why.words;
    return entered && sideEffects
        ? new ToolResult.Unknown(
            tool + "; nobody knows whether it did its work. Do not repeat it blindly.")
        : new ToolResult.Failed(tool + "; it has changed nothing.");
  }

  /** The second half of {@link #stop}: the tool gives up what it waits for. */
  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
