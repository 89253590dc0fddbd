package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.contains;
import static dev.rcrewai.engine.TestCrews.guarded;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What tasks of RCrewAI 0.7 get wrong, each as the rule that holds here. */
class RcrewaiRegressionsTest {
  /** There the task ends with an empty answer, and the crew with a success. */
  @Test
  void providerError_isNeverAnEmptySuccess() {
    var shell =
        run(single(agent("a")), plain().on("x/.*", fail(ChatFailure.AUTH)), Outcome.PROVIDER_ERROR);

    assertThat(shell.events()).noneMatch(TaskCompleted.class::isInstance);
  }

  @Test
  void emptyAnswers_areNeverCompleted() {
    var shell = run(single(agent("a")), plain().on("x/.*", say(" \n ")), Outcome.MAX_ITERATIONS);

    assertThat(shell.events()).noneMatch(TaskCompleted.class::isInstance);
  }

  @Test
  void turnsUsedUpByTools_areNeverCompleted() {
    var script = plain().turns(TestCrews.TURNS_MAX + 1, turn -> call("search", "" + turn));

    var shell = run(single(agent("a", "search")), script, Outcome.MAX_ITERATIONS);

    assertThat(shell.events()).noneMatch(TaskCompleted.class::isInstance);
  }

  /** There a dependent of a failed task reads "Status: pending" and goes on. */
  @Test
  void failedTask_isNeverReadByThoseThatNeedIt() {
    var plan = sequential(List.of(agent("a")), task("x", "a"), task("y", "a", "x"));

    var shell = run(plan, plain().on("x/.*", fail(ChatFailure.AUTH)), Outcome.PROVIDER_ERROR);

    assertThat(shell.events()).anyMatch(TaskSkipped.class::isInstance);
    assertThat(shell.chats()).hasSize(1);
  }

  @Test
  void inputs_areFilledInEverywhere() {
    var checked = guarded(new Guardrail.Judge("About {topic}?", null));
    var described =
        new Task("x", "Write on {topic}", "On {topic}", "a", List.of(), List.of(), null);
    var written = TestCrews.written(TestCrews.checked(described, checked), "{topic}.md");
    var script = plain().on(".*judge.*", say("{\"accepted\": true, \"reason\": \"\"}"));

    var shell = run(sequential(List.of(agent("a")), written), script, Outcome.COMPLETED);

    assertThat(shell.chats().toString()).contains("know all of tea", "Write on tea", "About tea?");
    assertThat(shell.ran().toString()).contains("tea.md").doesNotContain("{topic}");
  }

  /** There a task's tools stay with its agent for all tasks that follow. */
  @Test
  void toolsOfATask_areItsOwn() {
    var first = new Task("x", "Do", "It", "a", List.of(), List.of("mail"), null);

    var shell =
        run(
            sequential(List.of(agent("a", "search")), first, task("y", "a")),
            plain(),
            Outcome.COMPLETED);

    assertThat(shell.chats())
        .extracting(chat -> chat.request().tools().stream().map(ToolSpec::name).toList())
        .containsExactly(List.of("search", "mail"), List.of("search"));
  }

  /** There rejections pile up in the shared task, also for the next execution of the crew. */
  @Test
  void executions_ofTheSameCrew_shareNothing() {
    var plan =
        sequential(List.of(agent("a")), TestCrews.checked(task("x", "a"), guarded(contains("y"))));
    var first = run(plan, plain(), Outcome.OUTPUT_REJECTED);

    var second = run(plan, plain(), Outcome.OUTPUT_REJECTED);

    assertThat(second.chats()).isEqualTo(first.chats());
  }

  /** There three retries of the guardrail times four of the task make twelve chats. */
  @Test
  void retriesOfGuardrailAndTask_areNotMultiplied() {
    var checked = new OutputChecks(null, List.of(contains("never")), 3);
    var plan = sequential(List.of(agent("a")), TestCrews.checked(task("x", "a", 3), checked));

    var shell = run(plan, plain(), Outcome.OUTPUT_REJECTED);

    assertThat(shell.chats()).hasSize(4);
  }

  @Test
  void contextOfAnotherTask_isTheAnswerThatWasAccepted() {
    var plan =
        sequential(
            List.of(agent("a")),
            TestCrews.checked(task("x", "a"), guarded(contains("good"))),
            task("y", "a", "x"));
    var script = plain().on("x/attempt/1/.*", say("bad one")).on("x/attempt/2/.*", say("good one"));

    var shell = run(plan, script, Outcome.COMPLETED);

    var opening = shell.chats().getLast().request().messages().get(1);
    assertThat(((Message.User) opening).text()).contains("good one").doesNotContain("bad one");
    assertThat(shell.chats().getLast().path())
        .isEqualTo(StepPath.task("y").attempt(1).turn(1).chat());
  }

  private static ScriptedShell run(Plan plan, Script script, Outcome outcome) {
    var shell = ScriptedShell.fresh(plan, script, 1);
    assertThat(shell.run().outcome()).isEqualTo(outcome);
    return shell;
  }
}
