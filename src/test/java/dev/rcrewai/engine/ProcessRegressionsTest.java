package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.delegate;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.consensual;
import static dev.rcrewai.engine.TestCrews.hierarchical;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the original did wrong in its processes, one rule each; those that only a crew's file can
 * break are in {@code ProcessRulesTest}.
 */
class ProcessRegressionsTest {
  private static final List<Agent> TEAM = List.of(agent("boss"), agent("a", "search"), agent("b"));
  private static final HumanInput REVIEWED = new HumanInput(null, null, "", null);

  /** The same two tasks in every process in which an agent answers. */
  static Stream<Plan> everyProcess() {
    Task[] tasks = {task("x", "a"), task("y", "b", "x")};
    return Stream.of(
        sequential(TEAM, tasks),
        TestCrews.parallel(TEAM, tasks),
        hierarchical(TEAM, tasks),
        consensual(2, TEAM, tasks));
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void emptyAnswers_areNeverACompletedTask(Plan plan) {
    var shell = new ScriptedShell(plan, plain().on("x/.*", say(" ")), 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.MAX_ITERATIONS);
    assertThat(completed(shell)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void iterationsUsedUp_areNeverACompletedTask(Plan plan) {
    var script = plain().on("x/.*chat", path -> call("search", path.text()).apply(path));
    var shell = new ScriptedShell(plan, script, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.MAX_ITERATIONS);
    assertThat(completed(shell)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void providerThatFails_isNeverAnEmptyAnswer(Plan plan) {
    var shell = new ScriptedShell(plan, plain().on("x/.*", fail(ChatFailure.SERVER)), 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(completed(shell)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void failedChat_isTriedAgain_inEveryProcess(Plan plan) {
    var shell = new ScriptedShell(plan, plain().on("x/attempt/1/.*", fail(ChatFailure.SERVER)), 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.waited()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void review_isAskedAndHeard_inEveryProcess(Plan plan) {
    var reviewed = TestCrews.with(plan, task -> TestCrews.asking(task, REVIEWED));
    var script = plain().on("x/attempt/1/review", Script.answer(Decision.REVISE, "shorter"));
    var shell = new ScriptedShell(reviewed, script, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.events()).filteredOn(OutputRejected.class::isInstance).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void dependents_readTheAnswerNotAStatus_inEveryProcess(Plan plan) {
    var shell = new ScriptedShell(plan, plain().on("x/.*", say("the answer 7")), 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.chats())
        .filteredOn(step -> step.path().text().matches("y/.*turn/1/chat"))
        .isNotEmpty()
        .allSatisfy(step ->
            assertThat(step.request().messages().getLast().toString())
                .contains("<answer task=\"x\">\nthe answer 7\n</answer>"));
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void prompts_haveTheirInputsFilledIn_inEveryProcess(Plan plan) {
    var shell =
        new ScriptedShell(
            plan, plain().on("x/attempt/1/turn/1/chat", delegate("Expert a", "find")), 1);

    shell.run();

    assertThat(shell.chats())
        .allSatisfy(step ->
            assertThat(step.request().toString()).contains("tea").doesNotContain("{topic}"));
  }

  @ParameterizedTest
  @MethodSource("everyProcess")
  void crew_runTwice_remembersNothingOfTheFirstRun(Plan plan) {
    var first = new ScriptedShell(plan, plain().turns(1, _ -> delegate("Expert a", "find")), 1);
    first.run();
    var second = new ScriptedShell(plan, plain(), 1);
    second.run();

    assertThat(second.chats().getFirst().request()).isEqualTo(first.chats().getFirst().request());
    assertThat(second.chats().toString()).doesNotContain("find");
  }

  @Test
  void manager_isAModelThatReallyDelegates() {
    var shell =
        new ScriptedShell(
            hierarchical(TEAM, task("x", "boss")),
            plain().turns(1, _ -> delegate("Expert a", "find", "Expert b", "write")),
            1);
    shell.run();

    assertThat(shell.chats())
        .extracting(step -> step.agent())
        .containsExactlyInAnyOrder("boss", "a", "b", "boss");
  }

  private static List<TaskCompleted> completed(ScriptedShell shell) {
    return shell.events().stream()
        .filter(TaskCompleted.class::isInstance)
        .map(TaskCompleted.class::cast)
        .toList();
  }
}
