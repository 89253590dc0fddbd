package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.cut;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.consensual;
import static dev.rcrewai.engine.TestCrews.hierarchical;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.planned;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.Inheritance;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of all tasks. */
class CrewPlanTest {
  private static final List<Agent> TEAM = List.of(agent("a", "search"), agent("b"), agent("boss"));
  private static final Plan TWO = planned(parallel(TEAM, task("x", "a"), task("y", "b", "x")));
  private static final String PLANS = "{\"x\": \" Search twice. \", \"y\": \"Be short.\"}";

  @Test
  void planner_isAskedOnceAndFirstWithAllTasks() {
    var shell = run(TWO, plain().on("\\.planning/chat", say(PLANS)));

    var asked = shell.chats().getFirst();
    assertThat(asked.path().text()).isEqualTo(".planning/chat");
    assertThat(asked.agent()).isEqualTo("planner");
    assertThat(asked.request().model().model()).isEqualTo("model-of-planner");
    assertThat(asked.request().tools()).isEmpty();
    assertThat(String.valueOf(asked.request().output()))
        .contains("required=[x, y]", "additionalProperties=false");
    assertThat(lastWords(asked))
        .contains(
            "Task x\nAgent: Expert a\nTools: search\nDescription: Do x\nExpected output: A line",
            "Task y\nAgent: Expert b\nReads: x\n");
    assertThat(shell.chats()).filteredOn(chat -> chat.path().equals(CrewPlan.CHAT)).hasSize(1);
  }

  @Test
  void tasks_waitForThePlanAndHaveTheirsInTheirPrompts() {
    var shell = run(TWO, plain().on("\\.planning/chat", say("So: ```json\n" + PLANS + "\n```")));

    assertThat(shell.chats().get(1).path().text()).isEqualTo("x/attempt/1/turn/1/chat");
    assertThat(lastWords(shell.chats().get(1)))
        .isEqualTo("Task: Do x\n\nExpected output: A line\n\nPlan for this task: Search twice.");
    assertThat(lastWords(shell.chats().get(2))).contains("\n\nPlan for this task: Be short.\n\n");
  }

  static Stream<Script.Line> noPlans() {
    return Stream.of(
        say("I would search."),
        say("{\"y\": 7, \"z\": \"?\", \"x\": {}}"),
        say("[\"x\"]"),
        cut("{\"x\": \"Sea"),
        call("search", "1"),
        fail(ChatFailure.AUTH),
        fail(ChatFailure.SERVER),
        fail(ChatFailure.BUDGET));
  }

  @ParameterizedTest
  @MethodSource("noPlans")
  void planner_thatPlansNothing_isAskedOnceAndTheTasksAreDone(Script.Line line) {
    var shell = run(TWO, plain().on("\\.planning/chat", line));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(shell.chats()).hasSize(3);
    assertThat(shell.chats().subList(1, 3))
        .extracting(CrewPlanTest::lastWords)
        .noneMatch(words -> words.contains("Plan for"));
  }

  static Stream<Plan> processes() {
    return Stream.of(
        sequential(TEAM, task("x", "a")),
        parallel(TEAM, task("x", "a")),
        hierarchical(TEAM, task("x", "boss")),
        consensual(2, TEAM, task("x", "a")));
  }

  @ParameterizedTest
  @MethodSource("processes")
  void plan_inEveryProcess_isToldToWhoeverAnswersTheTask(Plan plan) {
    var shell = run(planned(plan), plain().on("\\.planning/chat", say(PLANS)));

    assertThat(shell.chats())
        .filteredOn(chat -> chat.path().text().matches("x/attempt/1/(proposal/./)?turn/1/chat"))
        .isNotEmpty()
        .extracting(CrewPlanTest::lastWords)
        .allMatch(words -> words.endsWith("Plan for this task: Search twice."));
  }

  @Test
  void retry_ofAPlannedCrew_takesThePlanOver() {
    var script = plain().on("\\.planning/chat", say(PLANS));
    var first = run(TWO, script.on("y/.*", fail(ChatFailure.SERVER)));
    var inherited = Inheritance.of(first.journal());
    var second =
        ScriptedShell.fresh(TWO, plain().on("\\.planning/chat", say("{}")), 1).after(inherited);

    assertThat(second.run().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(inherited)
        .anyMatch(it -> it instanceof ChatCompleted chat && chat.path().equals(CrewPlan.CHAT));
    assertThat(second.chats())
        .singleElement()
        .extracting(CrewPlanTest::lastWords)
        .asString()
        .contains("Be short.");
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
