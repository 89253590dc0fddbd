package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.stopping;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the other tasks once one has failed. */
class OnTaskFailureTest {
  private static final List<Agent> TEAM = List.of(agent("a"));
  private static final Script X_FAILS = plain().on("x/.*", fail(ChatFailure.AUTH));
  private static final Task[] INDEPENDENT = {
    task("x", "a"), task("needs_x", "a", "x"), task("free", "a")
  };

  @Test
  void continue_sequential_doesWhatDoesNotNeedTheFailedAnswer() {
    assertThat(ends(sequential(TEAM, INDEPENDENT), X_FAILS))
        .containsExactly(
            "x failed",
            "needs_x skipped: task 'x', whose answer it needs, failed",
            "free completed");
  }

  @Test
  void stop_sequential_beginsNothingMore() {
    assertThat(ends(stopping(Process.SEQUENTIAL, TEAM, INDEPENDENT), X_FAILS))
        .containsExactly(
            "x failed",
            "needs_x skipped: task 'x' failed, and on_task_failure is stop",
            "free skipped: task 'x' failed, and on_task_failure is stop");
  }

  @Test
  void continue_parallel_doesWhatDoesNotNeedTheFailedAnswer() {
    assertThat(ends(parallel(TEAM, INDEPENDENT), X_FAILS))
        .containsExactlyInAnyOrder(
            "x failed",
            "needs_x skipped: task 'x', whose answer it needs, failed",
            "free completed");
  }

  @Test
  void stop_parallel_letsWhatRunsBesideItEndAndBeginsNothingMore() {
    var plan =
        stopping(
            Process.PARALLEL,
            TEAM,
            task("beside", "a"),
            task("after_beside", "a", "beside"),
            task("x", "a"));
    for (int seed = 1; seed < 10; seed++) {
      var shell = new ScriptedShell(plan, X_FAILS, seed);

      assertThat(shell.run().outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
      assertThat(ends(shell))
          .containsExactlyInAnyOrder(
              "x failed",
              "beside completed",
              "after_beside skipped: task 'x' failed, and on_task_failure is stop");
    }
  }

  @Test
  void stop_parallelWithoutFailure_doesEverythingInAnyDeclaredOrder() {
    var plan =
        stopping(
            Process.PARALLEL,
            TEAM,
            task("p", "a"),
            task("q", "a", "p"),
            task("r", "a"),
            task("s", "a", "q", "r"));

    assertThat(ends(plan, plain())).hasSize(4).allMatch(end -> end.endsWith("completed"));
  }

  @Test
  void outcome_ofACrewWithAFailedTask_isThatTasksWhateverTheOthersAnswer() {
    var ended = new ScriptedShell(parallel(TEAM, INDEPENDENT), X_FAILS, 1).run();

    assertThat(ended.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(ended.output()).startsWith("task 'x' failed: ");
  }

  private static List<String> ends(Plan plan, Script script) {
    var shell = new ScriptedShell(plan, script, 1);
    shell.run();
    return ends(shell);
  }

  private static List<String> ends(ScriptedShell shell) {
    return shell.events().stream()
        .filter(TaskClosed.class::isInstance)
        .map(event ->
            switch ((TaskClosed) event) {
              case TaskCompleted done -> done.task() + " completed";
              case TaskFailed failed -> failed.task() + " failed";
              case TaskSkipped skipped -> skipped.task() + " skipped: " + skipped.reason();
            })
        .toList();
  }
}
