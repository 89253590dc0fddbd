package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.reasoning;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent that plans is asked, and what becomes of its plan. */
class ReasoningTest {
  private static final Agent THINKER = reasoning(agent("a", "search", "mail"), 3);
  private static final StepPath FIRST = StepPath.task("x").attempt(1);

  @Test
  void plan_isAskedForOfTheAgentsModelWithTheTaskAndWithoutTools() {
    var asked = run(single(THINKER), plain()).chats().getFirst();

    assertThat(asked.path()).isEqualTo(FIRST.reasoning(1).chat());
    assertThat(asked.agent()).isEqualTo("a");
    assertThat(asked.request().model()).isEqualTo(TestCrews.model(THINKER));
    assertThat(asked.request().tools()).isEmpty();
    assertThat(asked.request().messages())
        .hasExactlyElementsOfTypes(Message.System.class, Message.User.class);
    assertThat(lastWords(asked))
        .startsWith("Task: Do x")
        .contains("First make a plan", "these tools, which you cannot call yet: search, mail.");
  }

  @Test
  void plan_isInTheOpeningOfEveryRequestAfterIt() {
    var shell =
        run(
            single(THINKER),
            plain().turns(1, _ -> call("search", "1")).on(".*/reasoning/.*", say(" Search. \n")));

    assertThat(shell.chats()).hasSize(3);
    assertThat(shell.chats().subList(1, 3))
        .extracting(step -> ((Message.User) step.request().messages().get(1)).text())
        .containsOnly("Task: Do x\n\nExpected output: A line\n\nYour plan:\nSearch.");
  }

  @Test
  void plan_thatIsEmptyOrACall_isAskedForAgainWithTheReason() {
    var shell =
        run(
            single(THINKER),
            plain()
                .on(".*/reasoning/1/chat", say(" "))
                .on(".*/reasoning/2/chat", call("search", "1"))
                .on(".*/reasoning/3/chat", say("Just answer")));

    assertThat(paths(shell))
        .containsExactly(
            FIRST.reasoning(1).chat(),
            FIRST.reasoning(2).chat(),
            FIRST.reasoning(3).chat(),
            FIRST.turn(1).chat());
    assertThat(lastWords(shell.chats().get(1))).isEqualTo(PlanPrompts.NO_PLAN);
    assertThat(lastWords(shell.chats().getLast())).endsWith("Your plan:\nJust answer");
  }

  @Test
  void plan_thatStaysEmpty_isGoneWithout() {
    var shell = run(single(reasoning(THINKER, 2)), plain().on(".*/reasoning/.*", say("")));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(paths(shell))
        .containsExactly(
            FIRST.reasoning(1).chat(), FIRST.reasoning(2).chat(), FIRST.turn(1).chat());
    assertThat(lastWords(shell.chats().getLast())).doesNotContain("plan");
  }

  @Test
  void plan_whoseChatFails_isGoneWithoutAtOnceAndCostsNoAttempt() {
    var shell = run(single(THINKER), plain().on(".*/reasoning/.*", fail(ChatFailure.SERVER)));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(paths(shell)).containsExactly(FIRST.reasoning(1).chat(), FIRST.turn(1).chat());
    assertThat(shell.waited()).isEmpty();
  }

  @Test
  void plan_ofATaskWithASchema_isAskedForAsText() {
    var checks = new OutputChecks(TestCrews.schema(), List.of(), null);
    var plan = sequential(List.of(THINKER), TestCrews.checked(task("x", "a"), checks));
    var shell = run(plan, plain().on(".*/turn/.*", say("{\"score\": 1}")));

    assertThat(shell.chats().getFirst().request().output()).isNull();
    assertThat(shell.chats().getLast().request().output()).isNotNull();
  }

  @Test
  void plan_thatIsVeryLong_isCut() {
    var shell =
        run(
            single(THINKER),
            plain().on(".*/reasoning/.*", say("x".repeat(PlanPrompts.PLAN_MAX + 3))));

    assertThat(lastWords(shell.chats().getLast()))
        .endsWith("x\n[3 more characters are left out here]");
  }

  private static List<StepPath> paths(ScriptedShell shell) {
    return shell.chats().stream().map(ChatStep::path).toList();
  }

  private static String lastWords(ChatStep chat) {
    return ((Message.User) chat.request().messages().getLast()).text();
  }

  private static ScriptedShell run(Plan plan, Script script) {
    var shell = ScriptedShell.fresh(plan, script, 1);
    shell.run();
    return shell;
  }
}
