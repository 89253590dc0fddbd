package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Processes and outcomes. */
class EngineTest {
  private static final List<Agent> TEAM = List.of(agent("a", "search"), agent("b"));
  private static final Script.Line BROKEN = fail(ChatFailure.AUTH);

  @Test
  void sequential_unrelatedTasks_beginOneAfterAnother() {
    var shell = shell(sequential(TEAM, task("x", "a"), task("y", "b"), task("z", "a")), plain());

    shell.run();

    assertThat(shell.inFlightMax()).isEqualTo(1);
    assertThat(shell.chats())
        .extracting(step -> step.path().taskName())
        .containsExactly("x", "y", "z");
  }

  @Test
  void parallel_unrelatedTasks_beginTogether() {
    var shell = shell(parallel(TEAM, task("x", "a"), task("y", "b"), task("z", "a")), plain());

    shell.run();

    assertThat(shell.inFlightMax()).isEqualTo(3);
  }

  @Test
  void parallel_taskWithContext_beginsWhenAllOfItIsThere() {
    var plan = parallel(TEAM, task("x", "a"), task("y", "b"), task("z", "a", "y", "x"));

    for (int seed = 1; seed <= 10; seed++) {
      var shell = new ScriptedShell(plan, plain(), seed);
      shell.run();
      assertThat(shell.chats().getLast().path().taskName()).isEqualTo("z");
      assertThat(user(shell, 2).text())
          .containsSubsequence("answer of y/", "</answer>", "answer of x/", "</answer>");
    }
  }

  @Test
  void ended_allTasksCompleted_isTheLastDeclaredAnswer() {
    var plan = parallel(TEAM, task("x", "a"), task("y", "b"));
    var script = plain().on("x/.*", say("first")).on("y/.*", say("last"));

    for (int seed = 1; seed <= 5; seed++) {
      assertThat(new ScriptedShell(plan, script, seed).run())
          .isEqualTo(new Next.Ended(Outcome.COMPLETED, "last"));
    }
  }

  /** RCrewAI called a crew complete, with an empty answer, when its provider had failed. */
  @Test
  void ended_providerFailed_isNotCompleted() {
    var ended = shell(sequential(TEAM, task("x", "a")), plain().on("x/.*", BROKEN)).run();

    assertThat(ended)
        .isEqualTo(
            new Next.Ended(Outcome.PROVIDER_ERROR, "task 'x' failed: auth: the provider said so"));
  }

  /** RCrewAI called a crew complete when an agent had run out of turns. */
  @Test
  void ended_oneTaskOutOfTurns_isNotCompleted() {
    var plan = sequential(TEAM, task("x", "a"), task("y", "b"));
    var script = plain().turns(6, turn -> call("search", "" + turn));

    assertThat(shell(plan, script).run().outcome()).isEqualTo(Outcome.MAX_ITERATIONS);
  }

  @Test
  void ended_severalTasksFailed_theFirstDeclaredDecides() {
    var plan = parallel(TEAM, task("x", "b"), task("y", "a"), task("z", "a"));
    var script = plain().on("y/.*chat", call("search", "same")).on("z/.*", BROKEN);

    for (int seed = 1; seed <= 10; seed++) {
      var ended = new ScriptedShell(plan, script, seed).run();
      assertThat(ended.outcome()).isEqualTo(Outcome.NO_PROGRESS);
      assertThat(ended.output()).startsWith("task 'y' failed: ");
    }
  }

  @Test
  void task_whoseContextFailed_isSkippedAndTheRestGoesOn() {
    var plan =
        sequential(TEAM, task("x", "a"), task("y", "b", "x"), task("z", "b", "y"), task("w", "a"));
    var shell = shell(plan, plain().on("x/.*", BROKEN));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(shell.records().get(StepPath.task("y").closed()))
        .isEqualTo(skipped("y", "task 'x', whose answer it needs, failed"));
    assertThat(shell.records().get(StepPath.task("z").closed()))
        .isEqualTo(skipped("z", "task 'y', whose answer it needs, was skipped"));
    assertThat(shell.records().get(StepPath.task("w").closed()))
        .isInstanceOf(EventData.TaskCompleted.class);
  }

  private static TaskSkipped skipped(String task, String reason) {
    return new TaskSkipped(StepPath.task(task).closed(), task, "b", reason);
  }

  @Test
  void ended_taskThatCanNeverBegin_isInternalError() {
    var ended = shell(parallel(TEAM, task("x", "a", "y"), task("y", "b")), plain()).run();

    assertThat(ended)
        .isEqualTo(
            new Next.Ended(
                Outcome.INTERNAL_ERROR, "task 'x' waits for [y], not all of which come before it"));
  }

  @Test
  void ended_skippedThoughNothingFailed_isInternalError() {
    var plan = sequential(TEAM, task("x", "a"));
    var shell =
        shell(plan, plain())
            .after(List.of(new TaskSkipped(StepPath.task("x").closed(), "x", "a", "no reason")));

    assertThat(shell.run())
        .isEqualTo(new Next.Ended(Outcome.INTERNAL_ERROR, "task 'x' was skipped: no reason"));
  }

  /** RCrewAI sent placeholders to the model as they were. */
  @Test
  void request_ofAnyTask_hasItsInputsFilledIn() {
    var shell = shell(sequential(TEAM, task("x", "a")), plain());

    shell.run();

    var system = (Message.System) shell.chats().getFirst().request().messages().getFirst();
    assertThat(system.text()).contains("know all of tea").doesNotContain("{topic}");
  }

  @Test
  void next_inputMissing_throwsBeforeAnyRequest() {
    var plan =
        new Plan(sequential(TEAM, task("x", "a")).crew(), Map.of(), null, ScriptedShell.START);

    assertThatThrownBy(() -> shell(plan, plain()).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topic");
  }

  @Test
  void next_toolNotPinned_throws() {
    var plan = sequential(List.of(agent("a", "teleport")), task("x", "a"));

    assertThatThrownBy(() -> shell(plan, plain()).run())
        .hasMessage("tool 'teleport' was not pinned with the crew");
  }

  @Test
  void orphans_stepsThatNobodyAsksFor_areFound() {
    var plan = sequential(TEAM, task("x", "a"), task("y", "b"));
    var shell = shell(plan, plain());
    shell.run();
    var x = StepPath.task("x");
    var recorded = new ScriptedShell(plan, plain(), 1).after(shell.events().subList(0, 1));

    recorded.after(
        List.of(
            new EventData.ToolCompleted(x.attempt(1).turn(7).tool(3), "lost"),
            new EventData.TimerFired(x.attempt(3), "backoff"),
            new EventData.OutputRejected(x.attempt(1).rejected(), "too long")));

    assertThat(Engine.orphans(plan, recorded.recorded()))
        .extracting(StepPath::text)
        .containsExactly(
            "x/attempt/1/rejected", "x/attempt/1/turn/7/tool/3", "x/attempt/3/backoff");
  }

  @Test
  void orphans_ofATaskWhoseTurnHasNotCome_areNone() {
    var plan = sequential(List.of(agent("a")), task("x", "a"), task("y", "a"));
    var shell = new ScriptedShell(plan, plain(), 1);
    shell.run();
    var ofSecond =
        shell.events().stream()
            .filter(event ->
                event instanceof EventData.StepResult step && step.path().taskName().equals("y"))
            .toList();
    var retried = new ScriptedShell(plan, plain(), 1).after(ofSecond);

    assertThat(Engine.orphans(plan, retried.recorded())).isEmpty();
    retried.run();
    assertThat(retried.chats()).hasSize(1);
  }

  @Test
  void orphans_belowClosedTasksOrBehindLostNotes_areNone() {
    var plan = sequential(TEAM, task("x", "a"), task("y", "b"));
    var shell = shell(plan, plain().turns(1, _ -> call("search", "1")));
    shell.run();
    var x = StepPath.task("x");

    shell
        .recorded()
        .add(
            new EventData.ToolCompleted(x.attempt(1).turn(7).tool(3), "late"), ScriptedShell.START);
    var withoutNotes =
        shell(plan, plain())
            .after(shell.events().stream().filter(e -> !(e instanceof EventData.Note)).toList());

    assertThat(Engine.orphans(plan, shell.recorded())).isEmpty();
    assertThat(Engine.orphans(plan, withoutNotes.recorded())).isEmpty();
  }

  private static Message.User user(ScriptedShell shell, int chat) {
    return (Message.User) shell.chats().get(chat).request().messages().get(1);
  }

  private static ScriptedShell shell(Plan plan, Script script) {
    return new ScriptedShell(plan, script, 1);
  }
}
