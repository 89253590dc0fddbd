package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.Abort;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many tools work at once, and what becomes of the others. */
@Timeout(20)
final class ToolRunnerTest {
  private final Semaphore mayFinish = new Semaphore(0);
  private final Semaphore entered = new Semaphore(0);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger atOnceMost = new AtomicInteger();

  @Test
  void start_moreThanSlots_theOthersWait() throws Exception {
    var runner = runner(2, 100, FakeTool.reading(this::work));
    var calls = List.of(start(runner), start(runner), start(runner), start(runner), start(runner));
    entered.acquire(2);
    mayFinish.release(5);

    for (CallInFlight call : calls) {
      assertThat(answer(call)).isEqualTo(new ToolResult.Completed("done"));
    }
    assertThat(atOnceMost.get()).isEqualTo(2);
  }

  @Test
  void start_moreThanMayWait_areRefusedAtOnce() throws Exception {
    var runner = runner(1, 2, FakeTool.reading(this::work));
    start(runner);
    start(runner);

    var third = start(runner);

    assertThat(third.answer()).isCompleted();
    assertThat(answer(third).text()).startsWith("The server is busy");
    runner.dropAll();
  }

  @Test
  void abort_changingToolThatStillWaits_failedAndWasNeverEntered() throws Exception {
    var tool = FakeTool.changing(this::work);
    var runner = runner(1, 10, tool);
    var first = start(runner);
    entered.acquire();
    var second = start(runner);

    runner.abort(new Abort(ToolRuns.EXECUTION, StepPath.task("research")));

    assertThat(answer(first)).isInstanceOf(ToolResult.Unknown.class);
    assertThat(answer(second))
        .isEqualTo(new ToolResult.Failed("The tool fake was stopped; it has changed nothing."));
    assertThat(tool.runs()).isEqualTo(1);
  }

  @Test
  void start_afterAStoppedTool_slotIsFreeAgain() throws Exception {
    var runner = runner(1, 10, FakeTool.reading(this::work));
    var first = start(runner);
    entered.acquire();
    first.stop(CallInFlight.Stop.TIMED_OUT);
    mayFinish.release();

    assertThat(answer(start(runner))).isEqualTo(new ToolResult.Completed("done"));
  }

  @Test
  void stop_whileTheToolFinishes_givesExactlyOneAnswer() throws Exception {
    var runner = runner(8, 100, FakeTool.changing(input -> new ToolResult.Completed("done")));
    for (int i = 0; i < 200; i++) {
      var go = new CountDownLatch(1);
      var call = start(runner);
      var stopper =
          Thread.ofVirtual()
              .start(() -> {
                go.countDown();
                call.stop(CallInFlight.Stop.ABORTED);
              });
      go.await();
      var answer = answer(call);
      stopper.join();
      assertThat(answer(call)).isSameAs(answer);
    }
  }

  private ToolResult work(ToolInput input) throws InterruptedException {
    atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      entered.release();
      mayFinish.acquire();
      return new ToolResult.Completed("done");
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private static ToolRunner runner(int runningMax, int inFlightMax, Tool tool) {
    return new ToolRunner(
        new Tools(List.of(tool)),
        new ToolRunner.Bounds(runningMax, inFlightMax, Duration.ofSeconds(10), 1_000),
        new Metrics(new SimpleMeterRegistry()),
        InstantSource.system());
  }

  private static CallInFlight start(ToolRunner runner) {
    return runner.start(ToolRuns.run("fake", "{}"));
  }

  private static ToolResult answer(CallInFlight call) throws Exception {
    return call.answer().get(10, TimeUnit.SECONDS);
  }
}
