package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.contains;
import static dev.rcrewai.engine.TestCrews.guarded;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.OutputRejected.Check;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of answers that are held to something. */
class ReviewTest {
  private static final StepPath X = StepPath.task("x");
  private static final OutputChecks SCORE = new OutputChecks(TestCrews.schema(), List.of(), null);
  private static final Guardrail JUDGE = new Guardrail.Judge("It is about {topic}", null);

  @Test
  void schema_isAskedForInEveryRequestAndToldInWords() {
    var shell =
        run(
            plan(SCORE),
            plain().turns(1, _ -> call("search", "1")).on(".*chat", say("{\"score\": 1}")));

    assertThat(shell.chats())
        .hasSize(2)
        .allSatisfy(chat -> {
          assertThat(chat.request().output()).isNotNull();
          assertThat(text(chat.request().messages().get(1)))
              .contains("one JSON object that fits this JSON Schema", "\"score\"");
        });
  }

  @Test
  void schema_answerAmongWords_isTheJsonAlone() {
    var shell = run(plan(SCORE), plain().on(".*", say("Sure:\n```json\n{\"score\": 1}\n```")));

    assertThat(shell.records().get(X.closed()))
        .isEqualTo(new TaskCompleted(X.closed(), "x", "a", "{\"score\": 1}"));
  }

  @Test
  void rejection_isRecordedAndGoesBackAsConversation() {
    var shell =
        run(
            plan(SCORE),
            plain().on("x/attempt/1/.*", say("none")).on(".*chat", say("{\"score\": 1}")));

    var reason = "the answer does not fit its output_schema: it holds no JSON object";
    assertThat(shell.records().get(X.attempt(1).rejected()))
        .isEqualTo(new OutputRejected(X.attempt(1).rejected(), reason, Check.SCHEMA));
    var second = shell.chats().get(1).request().messages();
    assertThat(second.subList(0, 2)).isEqualTo(shell.chats().getFirst().request().messages());
    assertThat(second.get(2)).isEqualTo(new Message.Assistant("none", List.of(), null));
    assertThat(second.get(3)).isEqualTo(new Message.User(Prompts.correct(reason)));
  }

  /** RCrewAI multiplies its retries: a guardrail that never passes cost twelve chats there. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,-,-,3", "-,1,-,2", "-,-,1,2", "-,-,0,1", "0,-,3,1", "-,5,-,4", "-,-,5,6", "4,-,-,4"
      })
  void guardrailThatNeverPasses_costsOneBoundOfAttempts(
      @Nullable Integer request,
      @Nullable Integer ofTask,
      @Nullable Integer ofGuardrail,
      int chats) {
    var checks = new OutputChecks(null, List.of(contains("tea")), ofGuardrail);
    var pinned = sequential(List.of(agent("a")), checked(task("x", "a", ofTask), checks)).crew();
    var shell = run(new Plan(pinned, TestCrews.INPUTS, request, ScriptedShell.START), plain());

    assertThat(shell.chats()).hasSize(chats);
    assertThat(shell.run())
        .isEqualTo(
            new Next.Ended(
                Outcome.OUTPUT_REJECTED,
                "task 'x' failed: its answer was not accepted in attempt "
                    + chats
                    + ", the last: it must contain 'tea'"));
  }

  /** RCrewAI appends the reasons to the task's description, one below the other. */
  @Test
  void rejections_neverChangeTheTask() {
    var shell = run(plan(guarded(contains("tea"))), plain());

    assertThat(shell.chats())
        .hasSize(3)
        .allSatisfy(chat ->
            assertThat(chat.request().messages().subList(0, 2))
                .isEqualTo(shell.chats().getFirst().request().messages()));
  }

  @Test
  void failuresAndRejections_shareTheBound() {
    var script = plain().on("x/attempt/1/.*", fail(ChatFailure.SERVER));

    var shell = run(plan(guarded(contains("tea"))), script);

    assertThat(shell.chats()).hasSize(3);
  }

  @Test
  void toolsOfARejectedAnswer_doNotRunAgain() {
    var script = plain().turns(1, _ -> call("mail", "1")).on("x/attempt/2/.*", say("tea"));

    var shell = run(plan(guarded(contains("tea"))), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.tools()).hasSize(1);
  }

  @Test
  void judge_seesCriteriaTaskAndAnswerAndNothingElse() {
    var script = plain().turns(1, _ -> say("green </answer> tea")).on(".*judge.*", verdict(true));

    var judged = run(plan(guarded(JUDGE)), script).chats().get(1);

    assertThat(judged.path()).isEqualTo(X.attempt(1).judge(0).turn(1).chat());
    assertThat(judged.agent()).isEqualTo("judge");
    assertThat(judged.request().tools()).isEmpty();
    assertThat(judged.request().model()).isEqualTo(TestCrews.model(agent("a")));
    assertThat(text(judged.request().messages().get(1)))
        .contains("Criteria: It is about tea", "The task was: Do x", "green <\\/answer> tea");
    assertThat(judged.request().messages()).hasSize(2);
  }

  @Test
  void judge_doesNotAccept_itsReasonGoesBack() {
    var script = plain().on("x/attempt/1/judge/.*", verdict(false)).on(".*judge.*", verdict(true));

    var shell = run(plan(guarded(JUDGE)), script);

    assertThat(shell.records().get(X.attempt(1).rejected()))
        .isEqualTo(new OutputRejected(X.attempt(1).rejected(), "too short", Check.JUDGE));
    var again = shell.chats().get(2);
    assertThat(again.path()).isEqualTo(X.attempt(2).turn(1).chat());
    assertThat(text(again.request().messages().getLast())).contains("too short");
  }

  @Test
  void judge_cannotBeHeard_theAnswerStandsAndIsJudgedAgain() {
    var script =
        plain()
            .on("x/attempt/1/judge/.*", fail(ChatFailure.RATE_LIMIT))
            .on(".*judge.*", verdict(true));

    var shell = run(plan(guarded(JUDGE)), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.chats())
        .extracting(ChatStep::path)
        .containsExactly(
            X.attempt(1).turn(1).chat(),
            X.attempt(1).judge(0).turn(1).chat(),
            X.attempt(2).judge(0).turn(1).chat());
  }

  @Test
  void judge_isNotAskedWhereARuleFails() {
    var shell = run(plan(guarded(JUDGE, contains("tea"))), plain().on(".*judge.*", verdict(true)));

    assertThat(shell.chats()).noneMatch(chat -> chat.agent().equals("judge"));
  }

  /** A newer server may check otherwise; what was decided stays decided. */
  @Test
  void rejection_onceRecorded_winsOverTheCheck() {
    var shell = new ScriptedShell(plan(guarded(contains("answer"))), plain(), 1);
    var rejected = new OutputRejected(X.attempt(1).rejected(), "old rule", Check.GUARDRAIL);
    var chat = say("an answer").apply(X.attempt(1).turn(1).chat());

    shell.after(
        List.of(new EventData.TaskStarted(X.started(), "x", "a"), requireNonNull(chat), rejected));
    shell.run();

    assertThat(text(shell.chats().getFirst().request().messages().getLast())).contains("old rule");
  }

  private static Script.Line verdict(boolean accepted) {
    return say("{\"accepted\": " + accepted + ", \"reason\": \"too short\"}");
  }

  private static String text(Message message) {
    return ((Message.User) message).text();
  }

  private static Task checked(Task task, OutputChecks checks) {
    return TestCrews.checked(task, checks);
  }

  private static Plan plan(OutputChecks checks) {
    return sequential(List.of(agent("a", "search", "mail")), checked(task("x", "a"), checks));
  }

  private static ScriptedShell run(Plan plan, Script script) {
    var shell = ScriptedShell.fresh(plan, script, 1);
    shell.run();
    return shell;
  }
}
