package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.hang;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.ScriptedShell.START;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts, pauses and the agent's time. */
class TaskRunTest {
  private static final Plan PLAN = single(agent("a", "search", "mail"));
  private static final StepPath X = StepPath.task("x");
  private static final Script BROKEN = plain().on("x/.*chat", fail(ChatFailure.SERVER));

  @Test
  void attempt_afterAFailedChat_continuesTheSameConversation() {
    var script =
        plain()
            .turns(1, _ -> call("mail", "once"))
            .on("x/attempt/1/turn/2/chat", fail(ChatFailure.RATE_LIMIT));
    var shell = new ScriptedShell(PLAN, script, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.tools()).hasSize(1);
    assertThat(shell.chats().get(2).path()).isEqualTo(X.attempt(2).turn(1).chat());
    assertThat(shell.chats().get(2).request()).isEqualTo(shell.chats().get(1).request());
  }

  @Test
  void attempt_afterANudgedChatFailed_isNudgedAgain() {
    var script =
        plain()
            .turns(1, _ -> Script.say(""))
            .on("x/attempt/1/turn/2/chat", fail(ChatFailure.RATE_LIMIT));
    var shell = new ScriptedShell(PLAN, script, 1);

    shell.run();

    assertThat(shell.chats().get(2).request()).isEqualTo(shell.chats().get(1).request());
  }

  @Test
  void attempts_oneAfterAnother_pauseTwiceAsLongUpToThirtySeconds() {
    var shell = new ScriptedShell(TestCrews.withMaxRetries(PLAN, 6), BROKEN, 1);

    shell.run();

    assertThat(shell.waited().getFirst())
        .isEqualTo(new Timer(X.attempt(2), "backoff", START.plusSeconds(2)));
    var ends = shell.waited().stream().map(Timer::at).toList();
    assertThat(ends).first().isEqualTo(START.plusSeconds(2));
    assertThat(IntStream.range(1, ends.size()).boxed())
        .extracting(i -> Duration.between(ends.get(i - 1), ends.get(i)).toSeconds())
        .containsExactly(4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void attempts_usedUp_isProviderErrorWithTheProvidersWord() {
    var ended = new ScriptedShell(PLAN, BROKEN, 1).run();

    assertThat(ended)
        .isEqualTo(
            new Next.Ended(
                Outcome.PROVIDER_ERROR,
                "task 'x' failed: server: the provider said so (attempt 3, the last)"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-,-,3", "-,0,1", "-,4,5", "1,4,2", "0,-,1"})
  void attemptsMax_requestBeforeTaskBeforeServer(
      @Nullable Integer request, @Nullable Integer ofTask, int chats) {
    var pinned = sequential(List.of(agent("a")), task("x", "a", ofTask)).crew();
    var shell =
        new ScriptedShell(
            new Plan(pinned, TestCrews.INPUTS, request, ScriptedShell.START), BROKEN, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(shell.chats()).hasSize(chats);
  }

  @Test
  void plan_negativeRetries_isRefused() {
    assertThatThrownBy(() -> TestCrews.withMaxRetries(PLAN, -1))
        .hasMessage("max_retries is -1; expected >= 0");
  }

  @ParameterizedTest
  @EnumSource(ChatFailure.class)
  void chatFailed_anotherAttemptOnlyWhereItMayHelp(ChatFailure failure) {
    var shell = new ScriptedShell(PLAN, plain().turns(1, _ -> fail(failure)), 1);

    var outcome = shell.run().outcome();

    if (failure.retryable()) {
      assertThat(outcome).isEqualTo(Outcome.COMPLETED);
    } else if (failure == ChatFailure.ABORTED) {
      assertThat(outcome).isEqualTo(Outcome.DEADLINE_EXCEEDED);
    } else if (failure == ChatFailure.BUDGET) {
      assertThat(outcome).isEqualTo(Outcome.BUDGET_EXHAUSTED);
    } else {
      assertThat(outcome).isEqualTo(Outcome.PROVIDER_ERROR);
      assertThat(shell.chats()).hasSize(1);
    }
  }

  @Test
  void maxIterations_isNotTriedAgain() {
    var script = plain().turns(6, turn -> call("search", "" + turn));
    var shell = new ScriptedShell(PLAN, script, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.MAX_ITERATIONS);
    assertThat(shell.records()).doesNotContainKey(X.attempt(2).turn(1).chat());
  }

  @Test
  void timeLimit_whileTheTaskIsOpen_isWaitedForFromItsStart() {
    var limited = single(agent("a", 5, Duration.ofSeconds(90)));
    var recorded = new ScriptedShell(limited, plain(), 1);

    recorded.after(List.of(started(limited)));

    assertThat(Engine.next(limited, recorded.recorded()))
        .extracting(next -> ((Next.Missing) next).timers())
        .isEqualTo(List.of(new Timer(X, "time_limit", START.plusSeconds(90))));
  }

  @Test
  void timeLimit_passed_failsTheTaskAndNamesAgentAndLimit() {
    var limited = single(agent("a", 5, Duration.ofMillis(1500)));
    var shell = new ScriptedShell(limited, plain().turns(1, _ -> hang()), 1);

    var ended = shell.run();

    assertThat(shell.records().get(X.closed()))
        .isEqualTo(
            new TaskFailed(
                X.closed(),
                "x",
                "a",
                Outcome.DEADLINE_EXCEEDED,
                "agent 'a' used up its max_execution_time of 1.5 s"));
    assertThat(ended.outcome()).isEqualTo(Outcome.DEADLINE_EXCEEDED);
  }

  @Test
  void timeLimit_duringAPause_isWaitedForBesideIt() {
    var limited = single(agent("a", 5, Duration.ofSeconds(90)));
    var shell = new ScriptedShell(limited, plain(), 1);

    shell.after(
        List.of(
            started(limited),
            requireNonNull(fail(ChatFailure.SERVER).apply(X.attempt(1).turn(1).chat()))));

    assertThat(Engine.next(limited, shell.recorded()))
        .isEqualTo(
            new Next.Missing(
                List.of(),
                List.of(
                    new Timer(X.attempt(2), "backoff", START.plusSeconds(2)),
                    new Timer(X, "time_limit", START.plusSeconds(90)))));
  }

  private static EventData started(Plan plan) {
    var next = (Next.Missing) Engine.next(plan, new Recorded());
    return ((Step.NoteStep) next.steps().getFirst()).note();
  }
}
