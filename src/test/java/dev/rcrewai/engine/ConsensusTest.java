package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.consensual;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proposals and votes. */
class ConsensusTest {
  private static final List<Agent> TEAM =
      List.of(agent("a", "search"), agent("b"), agent("c"), agent("d"));
  private static final Plan PLAN = consensual(3, TEAM, task("x", "c"));
  private static final StepPath ATTEMPT = StepPath.task("x").attempt(1);

  private static Script votes(String ofC, String ofA, String ofB) {
    return proposals()
        .on("x/attempt/1/vote/./0/chat", say(ofC))
        .on("x/attempt/1/vote/./1/chat", say(ofA))
        .on("x/attempt/1/vote/./2/chat", say(ofB));
  }

  private static Script proposals() {
    return plain()
        .on("x/attempt/1/proposal/0/.*", say("of c"))
        .on("x/attempt/1/proposal/1/.*", say("of a"))
        .on("x/attempt/1/proposal/2/.*", say("of b"));
  }

  @Test
  void members_areTheTasksAgentAndThenTheFirstOthers_eachWithItsOwnModel() {
    var shell = run(PLAN, proposals());

    assertThat(shell.chats().subList(0, 3))
        .extracting(ChatStep::agent)
        .containsExactly("c", "a", "b");
    assertThat(shell.chats().subList(0, 3))
        .extracting(step -> step.request().model().model())
        .containsExactly("model-of-c", "model-of-a", "model-of-b");
    assertThat(shell.chats()).extracting(ChatStep::agent).doesNotContain("d");
  }

  @Test
  void everyMember_scoresEveryProposal_sideBySide() {
    var shell = run(PLAN, proposals());

    assertThat(shell.chats()).hasSize(3 + 3 * 3);
    assertThat(shell.inFlightMax()).isEqualTo(9);
    var vote = shell.chats().getLast();
    assertThat(vote.path()).isEqualTo(ATTEMPT.vote(2, 2).chat());
    assertThat(vote.agent()).isEqualTo("b");
    assertThat(vote.request().tools()).isEmpty();
    assertThat(((Message.User) vote.request().messages().getLast()).text())
        .contains("The task: Do x", "Expected output: A line", "<answer>\nof b\n</answer>");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 3, of b",
    "3, 9, 2, of a",
    "5, 5, 5, of c", // a tie is the task's agent's
    "1, 7, 7, of a", // or the first one's
    "8/10, I say 9 of 10, none, of a",
    "7, 11, 10, of a", // clamped: 10 and 10
    "0, -3, no, of c",
    "99999999999, 9, 10, of c",
  })
  void winner_hasTheHighestSum(String ofC, String ofA, String ofB, String winner) {
    var shell = new ScriptedShell(PLAN, votes(ofC, ofA, ofB), 1);

    assertThat(shell.run()).isEqualTo(new Next.Ended(Outcome.COMPLETED, winner));
  }

  @Test
  void vote_thatFails_countsNothing() {
    var script =
        proposals()
            .on("x/attempt/1/vote/[01]/0/chat", fail(ChatFailure.SERVER))
            .on("x/attempt/1/vote/2/0/chat", say("10"))
            .on("x/attempt/1/vote/./2/chat", say("4"))
            .on("x/attempt/1/vote/.*", say("0"));

    assertThat(new ScriptedShell(PLAN, script, 1).run().output()).isEqualTo("of b");
  }

  @Test
  void proposal_thatFails_isDroppedAndItsAgentStillVotes() {
    var script =
        plain()
            .on("x/attempt/1/proposal/0/.*", fail(ChatFailure.AUTH))
            .on("x/attempt/1/proposal/2/.*", say("of b"))
            .on("x/attempt/1/vote/0/2/chat", say("3"))
            .on("x/attempt/1/vote/.*", say("0"));
    var shell = run(PLAN, script);

    assertThat(shell.chats()).hasSize(3 + 3 * 2);
    assertThat(shell.run().output()).isEqualTo("of b");
  }

  @Test
  void singleProposal_isNotVotedOn() {
    var shell = run(PLAN, plain().on("x/attempt/1/proposal/[01]/.*", fail(ChatFailure.AUTH)));

    assertThat(shell.chats()).hasSize(3);
  }

  @Test
  void noProposal_isTheFirstMembersFailure() {
    var script =
        plain()
            .on("x/.*/proposal/0/.*", path -> call("search", path.text()).apply(path))
            .on("x/.*/proposal/.*", fail(ChatFailure.AUTH));

    assertThat(new ScriptedShell(PLAN, script, 1).run().outcome())
        .isEqualTo(Outcome.MAX_ITERATIONS);
  }

  @Test
  void noProposal_forAReasonThatMayPass_isTriedAgainAfterAPause() {
    var script = plain().on("x/attempt/1/proposal/.*", fail(ChatFailure.RATE_LIMIT));
    var shell = run(PLAN, script);

    assertThat(shell.waited()).hasSize(1);
    assertThat(shell.chats()).hasSize(3 + 3 + 9);
  }

  @Test
  void budgetThatIsUsedUp_isNotAVoteAgainstAnybody() {
    var script = proposals().on("x/.*/vote/1/1/chat", fail(ChatFailure.BUDGET));

    assertThat(new ScriptedShell(PLAN, script, 1).run().outcome())
        .isEqualTo(Outcome.BUDGET_EXHAUSTED);
  }

  @Test
  void answerThatAPersonWantsChanged_isProposedAgainByAllInTheirConversations() {
    var reviewed =
        TestCrews.with(PLAN, task -> TestCrews.asking(task, new HumanInput(null, null, "", null)));
    var script =
        votes("1", "9", "2").on("x/attempt/1/review", Script.answer(Decision.REVISE, "shorter"));
    var shell = new ScriptedShell(reviewed, script, 1);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    var again =
        shell.chats().stream()
            .filter(step -> step.path().text().equals("x/attempt/2/proposal/2/turn/1/chat"))
            .findFirst()
            .orElseThrow()
            .request()
            .messages();
    assertThat(again).hasSize(4);
    assertThat(again.get(2)).isEqualTo(new Message.Assistant("of b", List.of(), null));
    assertThat(((Message.User) again.get(3)).text())
        .contains("<answer>\nof a\n</answer>", "shorter", "Propose a whole answer again");
  }

  private static ScriptedShell run(Plan plan, Script script) {
    var shell = new ScriptedShell(plan, script, 1);
    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    return shell;
  }
}
