package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.CrewSecrets;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.ToolOffer;
import dev.rcrewai.config.ToolSettings;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call is answered, in time, whatever the tool does. */
@Timeout(20)
final class ToolVerticleTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final LocalBus bus = LocalBus.on(vertx);
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void run_toolAnswers_isTheResult() throws Exception {
    deploy(FakeTool.reading(i -> new ToolResult.Completed("read " + i.arguments().text("text"))));

    assertThat(result(ToolRuns.run("fake", "{\"text\": \"it\"}")))
        .isEqualTo(new ToolResult.Completed("read it"));
    assertThat(calls("fake", "completed")).isEqualTo(1);
  }

  @Test
  void run_tool_isGivenCallerDeadlineAndKeyOnAVirtualThread() throws Exception {
    var seen = new ArrayList<ToolInput>();
    deploy(
        FakeTool.reading(input -> {
          seen.add(input);
          return new ToolResult.Completed("virtual " + Thread.currentThread().isVirtual());
        }));
    Instant deadline = Instant.now().plusSeconds(3);

    assertThat(result(ToolRuns.run("fake", "{}", deadline)).text()).isEqualTo("virtual true");
    assertThat(seen.getFirst().caller()).isEqualTo("alice");
    assertThat(seen.getFirst().deadline()).isEqualTo(deadline);
    assertThat(seen.getFirst().idempotencyKey())
        .isEqualTo(ToolRuns.EXECUTION + "/research/attempt/1/turn/1/tool/0");
  }

  @Test
  void run_argumentsDoNotFit_toolIsNotEntered() throws Exception {
    var tool = FakeTool.reading(input -> new ToolResult.Completed("done"));
    deploy(tool);

    assertThat(result(ToolRuns.run("fake", "{\"text\": 5}")))
        .isEqualTo(
            new ToolResult.Failed(
                "The arguments of fake were not accepted: 'text' is number; expected string."
                    + " Call it again with corrected arguments."));
    assertThat(tool.runs()).isZero();
    assertThat(calls("fake", "failed")).isEqualTo(1);
  }

  @Test
  void run_unknownTool_failsUnderALabelOfOurs() throws Exception {
    deploy(FakeTool.reading(input -> new ToolResult.Completed("done")));

    assertThat(result(ToolRuns.run("rm_rf", "{}")))
        .isEqualTo(new ToolResult.Failed("There is no tool 'rm_rf'."));
    assertThat(calls("unknown", "failed")).isEqualTo(1);
  }

  @Test
  void run_readingToolThrows_failsWithoutItsWords() throws Exception {
    deploy(
        FakeTool.reading(input -> {
          throw new IllegalStateException("password=hunter2");
        }));

    assertThat(result(ToolRuns.run("fake", "{}")))
        .isEqualTo(
            new ToolResult.Failed(
                "The tool fake failed unexpectedly. Do not repeat the same call."));
  }

  @Test
  void run_toolOverflowsTheStack_isAnsweredToo() throws Exception {
    deploy(FakeTool.reading(ToolVerticleTest::endless));

    assertThat(result(ToolRuns.run("fake", "{}"))).isInstanceOf(ToolResult.Failed.class);
  }

  @Test
  void run_changingToolThrows_isUnknown() throws Exception {
    deploy(
        FakeTool.changing(input -> {
          throw new IllegalStateException("connection lost after the mail was sent");
        }));

    assertThat(result(ToolRuns.run("fake", "{}"))).isInstanceOf(ToolResult.Unknown.class);
    assertThat(calls("fake", "unknown")).isEqualTo(1);
  }

  @Test
  void run_readingToolHangs_failsAtTheDeadlineAndIsInterrupted() throws Exception {
    deploy(FakeTool.reading(this::hang));
    Instant deadline = Instant.now().plusMillis(200);

    assertThat(result(ToolRuns.run("fake", "{}", deadline)).text())
        .isEqualTo("The tool fake did not finish in time; it has changed nothing.");
    assertThat(Duration.between(deadline, Instant.now())).isBetween(ms(-5), ms(1_000));
    assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_changingToolHangs_isUnknownAtTheDeadline() throws Exception {
    deploy(FakeTool.changing(this::hang));

    assertThat(result(ToolRuns.run("fake", "{}", Instant.now().plusMillis(200))))
        .isInstanceOf(ToolResult.Unknown.class);
  }

  @Test
  void run_toolIgnoresItsInterrupt_callerHasTheAnswerAllTheSame() throws Exception {
    var released = new CountDownLatch(1);
    deploy(FakeTool.reading(input -> deaf(released)));

    assertThat(result(ToolRuns.run("fake", "{}", Instant.now().plusMillis(200))))
        .isInstanceOf(ToolResult.Failed.class);
    released.countDown();
  }

  @Test
  void run_ownTimeoutIsEarlierThanTheDeadline_holds() throws Exception {
    deploy(ms(200), 1_000, FakeTool.reading(this::hang));

    assertThat(result(ToolRuns.run("fake", "{}")).text()).contains("did not finish in time");
  }

  @Test
  void run_deadlineHasPassed_toolIsNotEntered() throws Exception {
    var tool = FakeTool.changing(input -> new ToolResult.Completed("done"));
    deploy(tool);

    assertThat(result(ToolRuns.run("fake", "{}", Instant.now().minusSeconds(1))))
        .isEqualTo(new ToolResult.Failed("There is no time left to run the tool."));
    assertThat(tool.runs()).isZero();
  }

  @Test
  void run_longResult_isCutAndSaysSo() throws Exception {
    deploy(TIMEOUT, 500, FakeTool.reading(i -> new ToolResult.Failed("x".repeat(5_000))));

    ToolResult result = result(ToolRuns.run("fake", "{}"));

    assertThat(result).isInstanceOf(ToolResult.Failed.class);
    assertThat(result.text()).hasSizeLessThanOrEqualTo(500).contains("of 5,000 characters");
  }

  @Test
  void abort_aboveTheCall_stopsItWithinASecond() throws Exception {
    deploy(FakeTool.reading(this::hang));
    var answer = ask(ToolRuns.run("fake", "{}"));
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
    Instant before = Instant.now();

    bus.publish(StepAddresses.ABORT, new Abort(ToolRuns.EXECUTION, StepPath.task("research")));

    assertThat(await(answer).text())
        .isEqualTo("The tool fake was stopped; it has changed nothing.");
    assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.between(before, Instant.now())).isLessThan(ms(1_000));
  }

  @Test
  void abort_ofAnotherExecutionOrTask_leavesTheCallAlone() throws Exception {
    var other = new ExecutionId("01890a5d-ac96-774b-bcce-b302099a8058");
    var go = new CountDownLatch(1);
    deploy(
        FakeTool.reading(input -> {
          entered.countDown();
          go.await();
          return new ToolResult.Completed("done");
        }));
    var answer = ask(ToolRuns.run("fake", "{}"));
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

    bus.publish(StepAddresses.ABORT, new Abort(other, StepPath.task("research")));
    bus.publish(StepAddresses.ABORT, new Abort(ToolRuns.EXECUTION, StepPath.task("resea")));
    result(ToolRuns.run("missing", "{}")); // answered after the aborts were heard
    go.countDown();

    assertThat(await(answer)).isEqualTo(new ToolResult.Completed("done"));
  }

  @Test
  void stop_callInFlight_isDroppedSoThatNothingIsRecorded() throws Exception {
    String id = deploy(FakeTool.changing(this::hang));
    var answer = ask(ToolRuns.run("fake", "{}"));
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

    await(vertx.undeploy(id));

    assertThatThrownBy(() -> await(answer)).hasMessageContaining("the server is stopping");
    assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_manyAtOnce_allAreAnsweredWithTheirOwn() throws Exception {
    deploy(FakeTool.reading(i -> new ToolResult.Completed(i.arguments().text("text"))));
    List<Future<ToolResult>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(ask(ToolRuns.run("fake", "{\"text\": \"" + i + "\"}")));
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(await(answers.get(i)).text()).isEqualTo(Integer.toString(i));
    }
  }

  private ToolResult hang(ToolInput input) throws InterruptedException {
    entered.countDown();
    try {
      new CountDownLatch(1).await();
      throw new AssertionError("nobody opens this latch");
    } finally {
      interrupted.countDown();
    }
  }

  private static ToolResult deaf(CountDownLatch released) {
    while (true) {
      try {
        released.await();
        return new ToolResult.Completed("too late");
      } catch (InterruptedException e) {
        // deaf on purpose
      }
    }
  }

  @SuppressWarnings("InfiniteRecursion") // the point of the test
  private static ToolResult endless(ToolInput input) {
    return endless(input);
  }

  private String deploy(Tool tool) throws Exception {
    return deploy(TIMEOUT, 10_000, tool);
  }

  private String deploy(Duration timeout, int charsMax, Tool tool) throws Exception {
    var settings =
        new ToolSettings(
            Path.of("files"),
            1_000,
            charsMax,
            URI.create("http://localhost/"),
            timeout,
            new ToolOffer(
                List.of(),
                1_000,
                AllowList.NONE,
                Set.of(80),
                Path.of("tools"),
                NamedSecrets.NONE,
                CrewSecrets.NONE,
                null));
    return await(
        vertx.deployVerticle(
            new ToolVerticle(
                bus,
                new Tools(List.of(tool)),
                settings,
                new Metrics(registry),
                Tracing.OFF,
                InstantSource.system())));
  }

  private Future<ToolResult> ask(ToolRun run) {
    return bus.request(StepAddresses.TOOL, run, Duration.ofSeconds(15));
  }

  private ToolResult result(ToolRun run) throws Exception {
    return await(ask(run));
  }

  private double calls(String tool, String status) {
    return registry
        .get("rcrewai.tool.calls")
        .tags("tool", tool, "status", status)
        .counter()
        .count();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }
}
