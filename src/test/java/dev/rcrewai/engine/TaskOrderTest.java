package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.async;
import static dev.rcrewai.engine.TestCrews.checked;
import static dev.rcrewai.engine.TestCrews.onlyIf;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static dev.rcrewai.engine.TestCrews.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which tasks are done, when, and what becomes of their answers. */
class TaskOrderTest {
  private static final List<Agent> TEAM = List.of(agent("a", "search"));
  private static final StepPath X = StepPath.task("x");
  private static final StepPath Y = StepPath.task("y");

  @Test
  void asyncTasks_beginWithTheOneAfterThem_andAreWaitedForWhereTheyAreRead() {
    var plan =
        sequential(
            TEAM,
            async(task("p", "a")),
            async(task("q", "a")),
            task("r", "a"),
            task("s", "a", "p"));

    assertThat(chatsAfterTheStartsOf(plan, "p", "q", "r"))
        .containsExactly(chat("p"), chat("q"), chat("r"));
    assertThat(chatsAfterTheStartsOf(sequential(TEAM, task("p", "a"), task("q", "a")), "p"))
        .containsExactly(chat("p"));
  }

  @Test
  void condition_thatDoesNotHold_skipsTheTaskWithTheReason() {
    var expression = "tasks.x.output == 'tea'";
    var plan = sequential(TEAM, task("x", "a"), onlyIf(task("y", "a", "x"), expression));

    var shell = run(plan, plain().on("x/.*", say("milk")));

    assertThat(shell.records().get(Y.closed()))
        .isEqualTo(
            new TaskSkipped(
                Y.closed(), "y", "a", "its condition does not hold: " + expression, expression));
    assertThat(shell.run()).isEqualTo(new Next.Ended(Outcome.COMPLETED, "milk"));
  }

  @Test
  void condition_thatHolds_letsTheTaskBegin() {
    var plan = sequential(TEAM, task("x", "a"), onlyIf(task("y", "a"), "tasks.x.output == 'tea'"));

    assertThat(run(plan, plain().on("x/.*", say("tea"))).run().outcome())
        .isEqualTo(Outcome.COMPLETED);
    assertThat(run(plan, plain().on("x/.*", say("tea"))).chats()).hasSize(2);
  }

  @Test
  void condition_readsInputsAndJson() {
    var json = new OutputChecks(TestCrews.schema(), List.of(), null);
    var plan =
        sequential(
            TEAM,
            checked(task("x", "a"), json),
            onlyIf(task("y", "a"), "inputs.topic == 'tea' && tasks.x.json.score >= 3"));

    assertThat(run(plan, plain().on("x/.*", say("{\"score\": 3}"))).chats()).hasSize(2);
    assertThat(run(plan, plain().on("x/.*", say("{\"score\": 2}"))).chats()).hasSize(1);
  }

  @Test
  void skippedByCondition_isNothingInTheContextOfOthers() {
    var plan =
        sequential(
            TEAM,
            onlyIf(task("x", "a"), "inputs.topic == 'milk'"),
            onlyIf(task("y", "a", "x"), "tasks.x.status == 'skipped' && tasks.x.output == ''"));

    var shell = run(plan, plain());

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    var opening = (Message.User) shell.chats().getFirst().request().messages().get(1);
    assertThat(opening.text()).doesNotContain("earlier tasks");
  }

  @Test
  void condition_waitsForWhatItReads_inAParallelCrew() {
    var plan = parallel(TEAM, task("x", "a"), onlyIf(task("y", "a"), "tasks.x.output != ''"));

    assertThat(chatsAfterTheStartsOf(plan, "x")).containsExactly(chat("x"));
    assertThat(run(plan, plain()).chats()).hasSize(2);
  }

  @Test
  void condition_onceTheTaskHasBegun_isNotLookedAtAgain() {
    var plan = sequential(TEAM, onlyIf(task("x", "a"), "inputs.topic == 'milk'"));
    var shell = new ScriptedShell(plan, plain(), 1);

    shell.after(List.of(new TaskStarted(X.started(), "x", "a")));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.chats()).hasSize(1);
  }

  @Test
  void condition_thatCannotBeEvaluated_failsItsTaskAndSaysWhy() {
    var plan = sequential(TEAM, task("x", "a"), onlyIf(task("y", "a"), "tasks.x.json.score > 1"));

    var shell = run(plan, plain().on("x/.*", say("no JSON")));

    assertThat(shell.records().get(Y.closed()))
        .isInstanceOfSatisfying(
            TaskFailed.class,
            failed -> {
              assertThat(failed.outcome()).isEqualTo(Outcome.OUTPUT_REJECTED);
              assertThat(failed.detail())
                  .startsWith("the condition tasks.x.json.score > 1 cannot be evaluated: ");
            });
  }

  @Test
  void file_isWrittenOnceTheAnswerIsAccepted_andToldWithoutItsText() {
    var plan = sequential(TEAM, written(task("x", "a"), "out/{topic}.md"));

    var shell = run(plan, plain().on("x/.*chat", say("the answer")));

    var step = shell.tools().getFirst();
    assertThat(step.path()).isEqualTo(X.file(1));
    assertThat(step.sideEffects()).isTrue();
    assertThat(step.call().arguments())
        .isEqualTo(
            "{\"path\":\"out/tea.md\",\"create_directory\":true,\"content\":\"the answer\"}");
    assertThat(step.told().arguments()).isEqualTo("{\"path\":\"out/tea.md\",\"characters\":10}");
  }

  @Test
  void file_ofWhichNobodyKnows_isWrittenAgainAndNotForEver() {
    var plan = sequential(TEAM, written(task("x", "a"), "out.md"));
    var unknown = new Script().on("x/file/.", path -> new EventData.ToolUnknown(path, "crashed"));

    var shell = run(plan, unknown);

    assertThat(shell.tools())
        .extracting(ToolStep::path)
        .containsExactly(X.file(1), X.file(2), X.file(3));
    assertThat(shell.run())
        .isEqualTo(
            new Next.Ended(
                Outcome.TOOL_ERROR,
                "task 'x' failed: its answer could not be written to out.md: crashed"));
    assertThat(
            run(plan, new Script().on("x/file/1", p -> new EventData.ToolUnknown(p, "crashed")))
                .run()
                .outcome())
        .isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void file_isNoToolThatAModelCanCall() {
    var plan = sequential(TEAM, task("x", "a"));
    var script = plain().turns(1, _ -> Script.call("output_file", "{}"));

    var shell = run(plan, script);

    assertThat(shell.tools()).isEmpty();
    assertThat(shell.chats().get(1).request().messages().getLast())
        .isInstanceOfSatisfying(
            Message.Tool.class,
            tool -> assertThat(tool.call()).extracting(ToolCall::name).isEqualTo("output_file"));
  }

  private static List<StepPath> chatsAfterTheStartsOf(Plan plan, String... tasks) {
    var recorded = new ScriptedShell(plan, plain(), 1);
    recorded.after(
        Stream.of(tasks)
            .map(name -> new TaskStarted(StepPath.task(name).started(), name, "a"))
            .toList());
    var missing = (Next.Missing) Engine.next(plan, recorded.recorded());
    return missing.steps().stream().map(Step::path).toList();
  }

  private static StepPath chat(String task) {
    return StepPath.task(task).attempt(1).turn(1).chat();
  }

  private static ScriptedShell run(Plan plan, Script script) {
    var shell = ScriptedShell.fresh(plan, script, 1);
    shell.run();
    return shell;
  }
}
