package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.BILL;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.cut;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.Script.toolFails;
import static dev.rcrewai.engine.TestCrews.MAIL;
import static dev.rcrewai.engine.TestCrews.SEARCH;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.single;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an agent's requests say, and when its loop ends. */
class AgentLoopTest {
  private static final Plan SEARCHER = single(agent("a", "search", "mail"));
  private static final int OPENING = 2;

  @Test
  void firstRequest_ofAnAgent_hasItsModelItsToolsAndTheOpening() {
    var shell = run(SEARCHER, plain());

    var step = shell.chats().getFirst();
    assertThat(step.path()).isEqualTo(new StepPath("x/attempt/1/turn/1/chat"));
    assertThat(step.agent()).isEqualTo("a");
    assertThat(step.request().model()).isEqualTo(TestCrews.model(agent("a")));
    assertThat(step.request().tools()).containsExactly(SEARCH, MAIL);
    assertThat(step.request().toolUse()).isEqualTo(ToolUse.AUTO);
    assertThat(step.request().messages())
        .hasExactlyElementsOfTypes(Message.System.class, Message.User.class);
  }

  @Test
  void secondRequest_resultsInAnyOrder_hasTheCallsAndThenTheirResultsInCallOrder() {
    var calls = List.of(new ToolCall("1", "mail", "m"), new ToolCall("2", "search", "s"));
    var script =
        plain()
            .turns(
                1, _ -> path -> new ChatCompleted(path, 1, new ToolsCalled("Hm", calls, "p"), BILL))
            .on(".*tool/1", toolFails("no network"));

    for (int seed = 1; seed <= 5; seed++) {
      assertThat(conversation(run(SEARCHER, script, seed), 1))
          .containsExactly(
              new Message.Assistant("Hm", calls, "p"),
              new Message.Tool(calls.get(0), new ToolResult.Completed("result of mail m")),
              new Message.Tool(calls.get(1), new ToolResult.Failed("no network")));
    }
  }

  @Test
  void toolSteps_ofOneTurn_areMissingTogetherAndKnowTheirSideEffects() {
    var shell = run(SEARCHER, plain().turns(1, _ -> call("search", "1", "mail", "2")));

    assertThat(shell.inFlightMax()).isEqualTo(2);
    assertThat(shell.tools())
        .extracting(step -> step.path().text() + " " + step.sideEffects())
        .containsExactly("x/attempt/1/turn/1/tool/0 false", "x/attempt/1/turn/1/tool/1 true");
  }

  @Test
  void call_ofAToolTheAgentDoesNotHave_isRefusedWithItsToolsAndRunsNothing() {
    var shell = run(single(agent("a", "search")), plain().turns(1, _ -> call("mail", "{}")));

    assertThat(shell.tools()).isEmpty();
    assertThat(lastResult(shell))
        .isEqualTo(new ToolResult.Failed("You have no tool 'mail'. Your tools: search."));
  }

  @Test
  void call_ofAnAgentWithoutTools_isRefused() {
    var shell = run(single(agent("a")), plain().turns(1, _ -> call("mail", "{}")));

    assertThat(lastResult(shell))
        .isEqualTo(
            new ToolResult.Failed(
                "You have no tool 'mail', nor any other. Answer without calling tools."));
  }

  @Test
  void call_ofATasksOwnTool_runs() {
    var plan =
        TestCrews.with(single(agent("a", "search")), task -> TestCrews.withTools(task, "mail"));

    var shell = run(plan, plain().turns(1, _ -> call("mail", "{}")));

    assertThat(shell.tools()).hasSize(1);
    assertThat(shell.chats().getFirst().request().tools())
        .extracting(ToolSpec::name)
        .containsExactly("search", "mail");
  }

  @Test
  void calls_overTheBound_areRefusedAndTheOthersRun() {
    var calls =
        IntStream.range(0, 34).boxed().flatMap(i -> List.of("search", "" + i).stream()).toList();

    var shell = run(SEARCHER, plain().turns(1, _ -> call(calls.toArray(String[]::new))));

    assertThat(shell.tools()).hasSize(32);
    assertThat(conversation(shell, 1)).hasSize(1 + 34);
    assertThat(lastResult(shell)).isEqualTo(new ToolResult.Failed(Prompts.TOO_MANY_CALLS));
    assertThat(Prompts.TOO_MANY_CALLS).contains("at most 32 calls");
  }

  @Test
  void answer_empty_isAskedForAgainInTheNextRequestOnly() {
    var script = plain().turns(2, turn -> turn == 1 ? say(" \n") : call("search", "1"));

    var shell = run(SEARCHER, script);

    assertThat(conversation(shell, 1)).containsExactly(new Message.User(Prompts.EMPTY));
    assertThat(conversation(shell, 2))
        .hasExactlyElementsOfTypes(Message.Assistant.class, Message.Tool.class);
  }

  @Test
  void answer_cutAtTheLongestLength_isNoAnswer() {
    var shell = new ScriptedShell(SEARCHER, plain().turns(1, _ -> cut("Once upon a")), 1);

    assertThat(shell.run().output()).isEqualTo("answer of x/attempt/1/turn/2/chat");
    assertThat(conversation(shell, 1)).containsExactly(new Message.User(Prompts.CUT));
  }

  @Test
  void lastRequest_turnsUsedUp_forbidsToolsAndAsksForTheAnswer() {
    var shell = run(SEARCHER, plain().turns(5, turn -> call("search", "" + turn)));

    var last = shell.chats().getLast().request();
    assertThat(last.toolUse()).isEqualTo(ToolUse.NONE);
    assertThat(last.tools()).containsExactly(SEARCH, MAIL);
    assertThat(last.messages()).last().isEqualTo(new Message.User(Prompts.LAST_WORD));
  }

  @Test
  void lastRequest_failed_itsNudgeIsNoPartOfTheNextAttempt() {
    var script =
        plain()
            .turns(5, turn -> call("search", "" + turn))
            .on("x/attempt/1/turn/6/chat", fail(ChatFailure.SERVER));

    var shell = run(SEARCHER, script);

    var next = shell.chats().getLast();
    assertThat(next.path().text()).isEqualTo("x/attempt/2/turn/1/chat");
    assertThat(next.request().toolUse()).isEqualTo(ToolUse.AUTO);
    assertThat(next.request().messages()).last().isInstanceOf(Message.Tool.class);
  }

  @Test
  void end_noAnswerAfterAllTurns_isMaxIterationsAndSaysWhy() {
    assertThat(unfinished(call("search", "6"))).endsWith("after 5 turns; it still called tools");
    assertThat(unfinished(say(""))).endsWith("after 5 turns; its last one was empty");
    assertThat(unfinished(cut("Once")))
        .endsWith("after 5 turns; its last one was cut at max_tokens 4000");
  }

  private static String unfinished(Script.Line lastTurn) {
    var script = plain().turns(6, turn -> turn == 6 ? lastTurn : call("search", "" + turn));
    var ended = new ScriptedShell(SEARCHER, script, 1).run();
    assertThat(ended.outcome()).isEqualTo(Outcome.MAX_ITERATIONS);
    assertThat(ended.output()).startsWith("task 'x' failed: agent 'a' gave no final answer ");
    return ended.output();
  }

  @Test
  void end_sameCallsSameResultsInThreeTurns_isNoProgress() {
    var shell = new ScriptedShell(SEARCHER, plain().on("x/.*chat", call("search", "same")), 1);

    var ended = shell.run();

    assertThat(ended.outcome()).isEqualTo(Outcome.NO_PROGRESS);
    assertThat(ended.output())
        .isEqualTo(
            "task 'x' failed: agent 'a' made the same calls with the same results"
                + " in 3 consecutive turns: search");
    assertThat(shell.chats()).hasSize(3);
  }

  @Test
  void end_sameCallsOtherResult_goesOn() {
    var script =
        plain().turns(4, _ -> call("search", "same")).on(".*turn/2/tool/0", toolFails("busy"));

    assertThat(new ScriptedShell(SEARCHER, script, 1).run().outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void end_emptyAnswerBetweenSameCalls_goesOn() {
    var script = plain().turns(4, turn -> turn == 3 ? say("") : call("search", "same"));

    assertThat(new ScriptedShell(SEARCHER, script, 1).run().outcome()).isEqualTo(Outcome.COMPLETED);
  }

  private static ScriptedShell run(Plan plan, Script script) {
    return run(plan, script, 1);
  }

  private static ScriptedShell run(Plan plan, Script script, long seed) {
    var shell = new ScriptedShell(plan, script, seed);
    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    return shell;
  }

  /** What the {@code index}-th request holds after the opening. */
  private static List<Message> conversation(ScriptedShell shell, int index) {
    ChatRequest request = shell.chats().get(index).request();
    return request.messages().subList(OPENING, request.messages().size());
  }

  private static ToolResult lastResult(ScriptedShell shell) {
    return ((Message.Tool) conversation(shell, 1).getLast()).result();
  }
}
