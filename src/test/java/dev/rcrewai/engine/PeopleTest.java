package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.answer;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.hang;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.asking;
import static dev.rcrewai.engine.TestCrews.careful;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.AnswerRules;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.Question.Kind;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are asked, and what their answers do. */
class PeopleTest {
  private static final Agent A = agent("a", "search", "mail");
  private static final StepPath X = StepPath.task("x");
  private static final Duration DAY = Duration.ofDays(1);
  private static final HumanInput CONFIRM = new HumanInput("", null, null, null);
  private static final HumanInput REVIEW =
      new HumanInput(null, null, "About {topic}?", Duration.ofHours(1));

  private static Plan plan(@Nullable HumanInput human) {
    return plan(A, human);
  }

  private static Plan plan(Agent agent, @Nullable HumanInput human) {
    return sequential(List.of(agent), asking(task("x", "a"), human));
  }

  private static HumanInput ask(String type, String... choices) {
    var ask = new HumanInput.Ask("How is {topic}?", List.of(choices), type, 2, 9, "[a-z]+");
    return new HumanInput(null, ask, null, null);
  }

  private static ScriptedShell shell(Plan plan, Script script) {
    return ScriptedShell.fresh(plan, script, 1);
  }

  private static List<Question> questions(ScriptedShell shell) {
    return shell.events().stream()
        .filter(InputRequested.class::isInstance)
        .map(event -> ((InputRequested) event).question())
        .toList();
  }

  private static String prompts(ScriptedShell shell, int chat) {
    var text = new StringBuilder();
    for (var message : shell.chats().get(chat).request().messages()) {
      text.append(
          switch (message) {
            case Message.System system -> system.text();
            case Message.User user -> user.text();
            case Message.Assistant assistant -> assistant.text();
            case Message.Tool tool -> tool.result().text();
          });
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void confirm_isAskedBeforeAnyChat() {
    var shell = shell(plan(CONFIRM), Script.plain().on("x/confirm", hang()));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.INPUT_EXPIRED);
    assertThat(shell.chats()).isEmpty();
    assertThat(questions(shell))
        .containsExactly(
            new Question(Kind.APPROVAL, "May the task 'x' begin?", null, List.of(), null, DAY));
  }

  @Test
  void confirm_byAnythingButApproval_isNone() {
    for (var decision : List.of(Decision.REJECTED, Decision.REVISE, Decision.ANSWERED)) {
      var shell = shell(plan(CONFIRM), Script.plain().on("x/confirm", answer(decision, "later")));

      var ended = shell.run();

      assertThat(ended.outcome()).isEqualTo(Outcome.INPUT_REJECTED);
      assertThat(ended.output()).contains("refused to begin: later");
      assertThat(shell.chats()).isEmpty();
    }
  }

  @Test
  void expiry_countsFromWhenTheQuestionWasRecorded() {
    var shell = shell(plan(REVIEW), Script.plain().on("x/.*review", hang()));

    var ended = shell.run();

    var review = X.attempt(1).review();
    assertThat(ended.outcome()).isEqualTo(Outcome.INPUT_EXPIRED);
    assertThat(ended.output()).contains("nobody answered within 3600 s").contains(review.text());
    assertThat(shell.waited())
        .containsExactly(
            new Timer(review, TimerFired.EXPIRY, ScriptedShell.START.plusSeconds(3600)));
  }

  @Test
  void ask_questionAndAnswerAreInThePromptAndNothingElseIsNew() {
    var shell =
        shell(plan(ask("string")), Script.plain().on("x/ask", answer(Decision.ANSWERED, "hot")));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(prompts(shell, 0))
        .contains("A person was asked about this task: How is tea?")
        .contains("Their answer: hot");
    assertThat(questions(shell))
        .containsExactly(
            new Question(
                Kind.TEXT,
                "How is tea?",
                null,
                List.of(),
                new AnswerRules(AnswerRules.Type.STRING, 2, 9, "[a-z]+"),
                DAY));
  }

  @Test
  void ask_withChoices_isAChoice() {
    var shell = shell(plan(ask("string", "hot", "cold")), Script.plain());
    shell.run();

    assertThat(questions(shell))
        .containsExactly(
            new Question(Kind.CHOICE, "How is tea?", null, List.of("hot", "cold"), null, DAY));
  }

  @Test
  void review_approved_isTheEnd() {
    var shell = shell(plan(REVIEW), Script.plain());

    assertThat(shell.run().output()).isEqualTo("answer of x/attempt/1/turn/1/chat");
    assertThat(questions(shell).getFirst().text()).isEqualTo("About tea?");
    assertThat(questions(shell).getFirst().subject())
        .isEqualTo(new Question.Output("answer of x/attempt/1/turn/1/chat"));
  }

  @Test
  void review_withFeedback_continuesTheConversationWithIt() {
    var script =
        Script.plain()
            .on("x/attempt/1/turn/1/chat", call("mail", "1"))
            .on("x/attempt/1/review", answer(Decision.REVISE, "shorter, please"));
    var shell = shell(plan(REVIEW), script);

    assertThat(shell.run().output()).isEqualTo("answer of x/attempt/2/turn/1/chat");
    assertThat(shell.tools()).hasSize(1);
    assertThat(prompts(shell, 2))
        .contains("result of mail 1")
        .contains("answer of x/attempt/1/turn/2/chat")
        .contains("shorter, please");
    assertThat(shell.records())
        .containsEntry(
            X.attempt(1).rejected(),
            new OutputRejected(X.attempt(1).rejected(), "shorter, please"));
    assertThat(shell.waited()).isEmpty();
  }

  @Test
  void review_withFeedbackOnEveryAttempt_endsOutputRejected() {
    var script = Script.plain().on("x/.*/review", answer(Decision.REVISE, "no"));
    var shell = shell(plan(REVIEW), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.OUTPUT_REJECTED);
    assertThat(shell.chats()).hasSize(1 + TestCrews.RETRIES_MAX);
  }

  @Test
  void review_rejected_endsInputRejected() {
    var script = Script.plain().on("x/.*/review", answer(Decision.REJECTED, "wrong"));

    assertThat(shell(plan(REVIEW), script).run().outcome()).isEqualTo(Outcome.INPUT_REJECTED);
  }

  @Test
  void approval_ofSomeTools_isAskedForThoseOnly() {
    var script = Script.plain().on("x/.*turn/1/chat", call("search", "1", "mail", "{2}"));
    var shell = shell(plan(careful(A, "mail"), null), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.tools()).hasSize(2);
    assertThat(questions(shell))
        .containsExactly(
            new Question(
                Kind.APPROVAL,
                "May the agent 'a' call the tool 'mail'?",
                new Question.Call("mail", "{2}"),
                List.of(),
                null,
                DAY));
  }

  @Test
  void approval_refused_isToldToTheModelAndTheToolNotRun() {
    var script =
        Script.plain()
            .on("x/.*turn/1/chat", call("search", "1", "mail", "2"))
            .on("x/.*tool/1/approval", answer(Decision.REJECTED, "not to them"));
    var shell = shell(plan(careful(A), null), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.tools()).hasSize(1);
    assertThat(prompts(shell, 1))
        .contains("Not run: a person refused this call. They say: not to them");
  }

  @Test
  void approval_thatNobodyGives_endsInputExpiredAndTheToolIsNotRun() {
    var script = Script.plain().on("x/.*turn/1/chat", call("mail", "2")).on("x/.*approval", hang());
    var shell = shell(plan(careful(A), null), script);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.INPUT_EXPIRED);
    assertThat(shell.tools()).isEmpty();
  }

  @Test
  void timeLimit_ofAnAgent_doesNotRunWhilePeopleAreAsked() {
    var hasty = agent("a", 5, Duration.ofSeconds(30));
    var expired = new HumanInput("", null, null, Duration.ofMinutes(10));
    var shell = shell(plan(hasty, expired), Script.plain().on("x/confirm", hang()));
    assertThat(shell.run().outcome()).isEqualTo(Outcome.INPUT_EXPIRED);

    var recorded = shell.recorded();
    assertThat(recorded.pause("x")).isEqualTo(new Pause(Duration.ofMinutes(10), null, Set.of()));
  }

  @Test
  void pause_ofQuestionsSideBySide_isCountedOnce() {
    var start = ScriptedShell.START;
    var one = X.confirm();
    var two = X.ask();

    var both = Pause.NONE.begun(one, start).begun(two, start.plusSeconds(1));
    assertThat(both.lasts()).isTrue();
    var left = both.ended(one, start.plusSeconds(5));
    assertThat(left.lasts()).isTrue();
    var over = left.ended(two, start.plusSeconds(7));

    assertThat(over.lasts()).isFalse();
    assertThat(over.total()).isEqualTo(Duration.ofSeconds(7));
    assertThat(over.ended(two, start.plusSeconds(9))).isEqualTo(over);
  }
}
