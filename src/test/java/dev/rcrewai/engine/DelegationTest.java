package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.delegate;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.delegating;
import static dev.rcrewai.engine.TestCrews.hierarchical;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Managers, and other agents that may delegate. */
class DelegationTest {
  private static final List<Agent> TEAM =
      List.of(
          agent("boss"), agent("a", "search", "mail"), delegating(agent("b")), agent("c", "mail"));
  private static final Plan LED = hierarchical(TEAM, task("x", "boss"));
  private static final StepPath FIRST = StepPath.task("x").attempt(1).turn(1);

  @Test
  void manager_hasTheTwoToolsAndNoOther_withEachCoworkersRoleToChooseFrom() {
    var tools = run(LED, plain()).chats().getFirst().request().tools();

    assertThat(tools).extracting(ToolSpec::name).containsExactly("delegate_work", "ask_question");
    assertThat(tools)
        .allSatisfy(tool -> {
          assertThat(property(tool, "coworker"))
              .containsEntry("enum", List.of("Expert a", "Expert b", "Expert c"));
          assertThat(tool.sideEffects()).isFalse();
        });
    assertThat(properties(tools.getFirst())).containsOnlyKeys("task", "context", "coworker");
    assertThat(properties(tools.getLast())).containsOnlyKeys("question", "context", "coworker");
  }

  @Test
  void manager_isToldWhoItsCoworkersAre_withTheirGoalsFilledIn() {
    assertThat(run(LED, plain()).chats().getFirst().request().messages().getFirst().toString())
        .contains("\n- Expert a: know all of tea\n- Expert b: know all of tea");
  }

  @Test
  void manager_answersTheTask_soItIsTheManagersInEveryEvent() {
    var shell = run(hierarchical(TEAM, task("x", "c")), plain());

    assertThat(shell.events())
        .filteredOn(TaskStarted.class::isInstance)
        .containsExactly(new TaskStarted(StepPath.task("x").started(), "x", "boss"));
  }

  @Test
  void task_thatNamesAnAgent_canBeGivenToThatOneOnly() {
    var tools = run(hierarchical(TEAM, task("x", "c")), plain()).chats().getFirst().request();

    assertThat(property(tools.tools().getFirst(), "coworker"))
        .containsEntry("enum", List.of("Expert c"));
  }

  @Test
  void tasksOwnTools_areTheCoworkersNotTheManagers() {
    var plan = TestCrews.with(LED, task -> TestCrews.withTools(task, "search"));
    var shell = run(plan, plain().turns(1, _ -> delegate("Expert c", "find")));

    assertThat(shell.chats().getFirst().request().tools()).hasSize(2);
    assertThat(chat(shell, "x/attempt/1/turn/1/tool/0/turn/1/chat").request().tools())
        .containsExactly(TestCrews.MAIL, TestCrews.SEARCH);
  }

  @Test
  void coworker_seesWhatItWasToldAndNothingElse() {
    var shell = run(LED, plain().turns(1, _ -> delegate("Expert a", "Find {topic}")));

    var step = chat(shell, "x/attempt/1/turn/1/tool/0/turn/1/chat");
    assertThat(step.agent()).isEqualTo("a");
    assertThat(step.request().model()).isEqualTo(TestCrews.model(TEAM.get(1)));
    assertThat(step.request().messages()).hasSize(2);
    assertThat(((Message.User) step.request().messages().getLast()).text())
        .isEqualTo(
            "A colleague gives you this piece of work.\n\nTask: Find {topic}\n\n"
                + "What your colleague tells you about it:\nctx");
    assertThat(step.request().messages().getFirst().toString()).contains("You are Expert a.");
  }

  @Test
  void question_reachesACoworkerAsAQuestion() {
    var question = "{\"coworker\": \"expert  A\", \"question\": \"Why?\", \"context\": \"\"}";
    var shell = run(LED, plain().turns(1, _ -> call("ask_question", question)));

    var asked = chat(shell, "x/attempt/1/turn/1/tool/0/turn/1/chat").request().messages();
    assertThat(((Message.User) asked.getLast()).text())
        .isEqualTo(
            "A colleague asks you this question. Answer it as well as you can.\n\n"
                + "Question: Why?");
  }

  @Test
  void delegations_ofOneTurn_runSideBySide_andComeBackInTheOrderOfTheCalls() {
    var script =
        plain()
            .turns(1, _ -> delegate("Expert a", "1", "Expert c", "2", "Expert a", "3"))
            .on("x/attempt/1/turn/1/tool/(.)/turn/1/chat", path -> say("" + path).apply(path));
    for (int seed = 1; seed < 6; seed++) {
      var shell = run(LED, script, seed);

      assertThat(shell.inFlightMax()).isEqualTo(3);
      assertThat(results(shell))
          .containsExactly(
              new ToolResult.Completed(FIRST.tool(0).turn(1).chat().text()),
              new ToolResult.Completed(FIRST.tool(1).turn(1).chat().text()),
              new ToolResult.Completed(FIRST.tool(2).turn(1).chat().text()));
    }
  }

  @Test
  void unknownCoworker_isAFailedCallThatNamesTheRealOnes() {
    var shell = run(LED, plain().turns(1, _ -> delegate("Expert d", "find")));

    assertThat(results(shell))
        .containsExactly(
            new ToolResult.Failed(
                "Not run: there is no coworker 'Expert d'. Your coworkers: Expert a; Expert b;"
                    + " Expert c."));
    assertThat(shell.chats()).hasSize(2);
  }

  @Test
  void manager_namedAsACoworker_isNone() {
    assertThat(results(run(LED, plain().turns(1, _ -> delegate("Expert boss", "find")))))
        .singleElement()
        .asString()
        .contains("there is no coworker 'Expert boss'");
  }

  @Test
  void agentsOwnName_namesItToo() {
    assertThat(results(run(LED, plain().turns(1, _ -> delegate("c", "find")))))
        .containsExactly(
            new ToolResult.Completed("answer of x/attempt/1/turn/1/tool/0/turn/1/chat"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"not json", "[1]", "''", "{\"coworker\": \"Expert a\", \"context\": \"c\"}"})
  void callThatSaysNotWhatToDo_isAFailedCallThatSaysWhatIsMissing(String arguments) {
    assertThat(results(run(LED, plain().turns(1, _ -> call("delegate_work", arguments)))))
        .containsExactly(
            new ToolResult.Failed(
                "Not run: delegate_work needs task, context and coworker as JSON texts, and task"
                    + " is missing."));
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "AUTH", "TIMEOUT"})
  void coworkerWhoseModelFails_isAFailedCallAndTheManagerGoesOn(ChatFailure failure) {
    var shell =
        run(
            LED,
            plain().turns(1, _ -> delegate("Expert a", "find")).on("x/.*tool/.*", fail(failure)));

    assertThat(results(shell))
        .singleElement()
        .isInstanceOf(ToolResult.Failed.class)
        .asString()
        .contains("Expert a could not do it: ", "the provider said so", "ask somebody else");
  }

  @Test
  void coworkerThatNeverFinishes_isAFailedCallNotAnEmptyAnswer() {
    var shell =
        run(
            LED,
            plain()
                .turns(1, _ -> delegate("Expert a", "find"))
                .on("x/.*tool/0/turn/./chat", path -> call("search", path.text()).apply(path)));

    assertThat(results(shell))
        .singleElement()
        .isInstanceOf(ToolResult.Failed.class)
        .asString()
        .contains("gave no final answer after 5 turns");
  }

  @ParameterizedTest
  @CsvSource({"BUDGET, BUDGET_EXHAUSTED", "ABORTED, DEADLINE_EXCEEDED"})
  void whatEndsTheTask_endsItFromACoworkerToo(ChatFailure failure, Outcome outcome) {
    var shell =
        new ScriptedShell(
            LED,
            plain().turns(1, _ -> delegate("Expert a", "find")).on("x/.*tool/.*", fail(failure)),
            1);

    assertThat(shell.run().outcome()).isEqualTo(outcome);
    assertThat(shell.chats()).hasSize(2);
  }

  @Test
  void coworkersCall_needsTheApprovalThatItWouldNeedInATaskOfItsOwn() {
    var team = List.of(agent("boss"), TestCrews.careful(agent("a", "mail"), "mail"));
    var shell =
        run(
            hierarchical(team, task("x", "boss")),
            plain()
                .turns(1, _ -> delegate("Expert a", "find"))
                .on("x/.*tool/0/turn/1/chat", call("mail", "m")));

    assertThat(shell.events())
        .filteredOn(InputRequested.class::isInstance)
        .singleElement()
        .asString()
        .contains("x/attempt/1/turn/1/tool/0/turn/1/tool/0/approval")
        .contains("May the agent 'a' call the tool 'mail'?");
  }

  @Test
  void chain_isAtMostThreeDeep_andNeverAsksWhoWaitsForIt() {
    var team =
        List.of(
            delegating(agent("a")),
            delegating(agent("b")),
            delegating(agent("c")),
            delegating(agent("d")),
            delegating(agent("e")));
    var shell =
        run(
            sequential(team, task("x", "a")),
            plain()
                .turns(1, _ -> delegate("Expert b", "1"))
                .on("x/attempt/1/turn/1/tool/0/turn/1/chat", delegate("Expert c", "2"))
                .on("x/.*/1/tool/0/turn/1/tool/0/turn/1/chat", delegate("Expert d", "3")));

    var deepest = FIRST.tool(0).turn(1).tool(0).turn(1).tool(0).turn(1).chat();
    assertThat(chat(shell, deepest.text()).request().tools()).isEmpty();
    assertThat(names(chat(shell, FIRST.tool(0).turn(1).tool(0).turn(1).chat().text())))
        .isEqualTo(List.of("Expert d", "Expert e"));
    assertThat(names(chat(shell, FIRST.tool(0).turn(1).chat().text())))
        .isEqualTo(List.of("Expert c", "Expert d", "Expert e"));
  }

  @Test
  void agentWithoutLeave_hasNoCoworkers() {
    var shell = run(sequential(TEAM, task("x", "c")), plain());

    assertThat(shell.chats().getFirst().request().tools()).containsExactly(TestCrews.MAIL);
    assertThat(shell.chats().getFirst().request().messages().getFirst().toString())
        .doesNotContain("coworker");
  }

  @Test
  void roles_haveTheirInputsFilledInOnOneLine() {
    var taster = new Agent("t", "{topic}\n Taster", "goal", "", List.of(), null, 5, null);
    var shell =
        run(
            sequential(List.of(delegating(agent("b")), taster), task("x", "b")),
            plain().turns(1, _ -> delegate("tea taster", "1")));

    assertThat(names(shell.chats().getFirst())).isEqualTo(List.of("tea Taster"));
    assertThat(chat(shell, FIRST.tool(0).turn(1).chat().text()).agent()).isEqualTo("t");
  }

  @Test
  void coworkersOfTheSameRole_areToldApartByTheirNames() {
    var twin = new Agent("twin", "expert A", "goal", "", List.of(), null, 5, null);
    var shell =
        run(
            sequential(List.of(delegating(agent("b")), agent("a"), twin), task("x", "b")),
            plain().turns(1, _ -> delegate("expert A (twin)", "1")));

    assertThat(names(shell.chats().getFirst())).isEqualTo(List.of("Expert a", "expert A (twin)"));
    assertThat(chat(shell, FIRST.tool(0).turn(1).chat().text()).agent()).isEqualTo("twin");
  }

  @Test
  void work_beyondTheMostOfOneTurn_reachesNobody() {
    var many = new String[2 * (Delegation.CALLS_MAX + 1)];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "Expert a";
      many[i + 1] = "" + i;
    }
    var shell = run(LED, plain().turns(1, _ -> delegate(many)));

    assertThat(shell.chats()).hasSize(Delegation.CALLS_MAX + 2);
    assertThat(results(shell).getLast())
        .isEqualTo(new ToolResult.Failed(TeamPrompts.TOO_MUCH_WORK));
  }

  private static ScriptedShell run(Plan plan, Script script) {
    return run(plan, script, 1);
  }

  private static ScriptedShell run(Plan plan, Script script, long seed) {
    var shell = new ScriptedShell(plan, script, seed);
    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    return shell;
  }

  private static ChatStep chat(ScriptedShell shell, String path) {
    return shell.chats().stream()
        .filter(step -> step.path().text().equals(path))
        .findFirst()
        .orElseThrow();
  }

  /** The results that the manager's last request holds. */
  private static List<ToolResult> results(ScriptedShell shell) {
    return chat(shell, FIRST.text().replace("turn/1", "turn/2/chat")).request().messages().stream()
        .filter(Message.Tool.class::isInstance)
        .map(message -> ((Message.Tool) message).result())
        .toList();
  }

  private static Object names(ChatStep step) {
    return requireNonNull(property(step.request().tools().getFirst(), "coworker").get("enum"));
  }

  private static Map<String, Object> property(ToolSpec tool, String name) {
    return requireNonNull(properties(tool).get(name));
  }

  @SuppressWarnings("unchecked") // a schema is a tree of maps
  private static Map<String, Map<String, Object>> properties(ToolSpec tool) {
    var properties = requireNonNull(tool.parameters().get("properties"));
    return (Map<String, Map<String, Object>>) properties;
  }
}
