package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.hang;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A crew or flow, what its models do, and how it must end; of every kind of way there is one. */
record Scenario(String name, Course plan, Script script, int chats, int tools, Outcome outcome) {
  private static final List<Agent> TEAM =
      List.of(agent("a", "search", "mail"), agent("b"), agent("c"));
  private static final HumanInput PEOPLE =
      new HumanInput(
          "",
          new HumanInput.Ask("Which?", List.of("this", "that"), "string", null, null, null),
          "Good?",
          Duration.ofHours(1));
  private static final Agent HASTY = agent("a", 5, Duration.ofSeconds(30), "search", "mail");

  static Stream<Scenario> all() {
    return Stream.of(
            endsWell(),
            endsBadly(),
            failsOnOneSide(),
            runsOutOfTime(),
            runsOutOfRoom(),
            asksPeople(),
            TaskScenarios.all(),
            PlanScenarios.all(),
            MemoryScenarios.all(),
            KnowledgeScenarios.all(),
            TeamScenarios.all(),
            FlowScenarios.all())
        .flatMap(scenarios -> scenarios);
  }

  private static Stream<Scenario> endsWell() {
    var x = single(TEAM.getFirst());
    return Stream.of(
        well("two tasks", sequential(TEAM, task("x", "a"), task("y", "b", "x")), plain(), 2, 0),
        well(
            "calls side by side",
            x,
            plain()
                .on("x/.*turn/1/chat", call("search", "1", "search", "1", "mail", "2", "no", "")),
            2,
            3),
        well("turns used up, final answer", x, plain().turns(5, i -> call("search", "" + i)), 6, 5),
        well("empty answer", x, plain().turns(1, _ -> say(" ")), 2, 0),
        well("cut answer", x, plain().turns(2, _ -> Script.cut("a lot")), 3, 0),
        well(
            "provider fails once",
            x,
            plain().turns(1, _ -> call("mail", "m")).on("x/attempt/1/turn/2/chat", broken()),
            3,
            1),
        well("provider fails twice", x, plain().on("x/attempt/[12]/.*", broken()), 3, 0),
        well(
            "diamond",
            parallel(
                TEAM,
                task("p", "a"),
                task("q", "b"),
                task("r", "c", "p", "q"),
                task("s", "a", "q"),
                task("t", "b", "r", "s")),
            plain().on("p/.*turn/1/chat", call("search", "1", "search", "2")),
            6,
            2),
        well("in time", single(HASTY), plain().turns(1, _ -> call("search", "1")), 2, 1));
  }

  private static Stream<Scenario> asksPeople() {
    return Stream.of(
        well(
            "confirmed, asked, reviewed twice, a call refused",
            sequential(
                List.of(TestCrews.careful(TEAM.getFirst(), "mail")),
                TestCrews.asking(task("x", "a"), PEOPLE)),
            plain()
                .turns(1, _ -> call("mail", "1", "mail", "2"))
                .on("x/ask", Script.answer(Decision.ANSWERED, "this"))
                .on("x/.*tool/0/approval", Script.answer(Decision.REJECTED, "not him"))
                .on("x/attempt/1/review", Script.answer(Decision.REVISE, "shorter")),
            3,
            1),
        new Scenario(
            "nobody answers",
            parallel(TEAM, TestCrews.asking(task("x", "a"), PEOPLE), task("y", "b")),
            plain().on("x/ask", hang()),
            1,
            0,
            Outcome.INPUT_EXPIRED));
  }

  private static Stream<Scenario> endsBadly() {
    var x = single(TEAM.getFirst());
    return Stream.of(
        new Scenario(
            "turns used up, no answer",
            x,
            plain().turns(6, i -> call("search", "" + i)),
            6,
            5,
            Outcome.MAX_ITERATIONS),
        new Scenario(
            "no progress",
            x,
            plain().turns(5, _ -> call("search", "same")),
            3,
            3,
            Outcome.NO_PROGRESS),
        new Scenario(
            "wrong key",
            x,
            plain().turns(1, _ -> fail(ChatFailure.AUTH)),
            1,
            0,
            Outcome.PROVIDER_ERROR),
        new Scenario(
            "first of two fails, second runs",
            sequential(TEAM, task("x", "a"), task("y", "b", "x"), task("z", "c")),
            plain().on("x/.*", broken()),
            4,
            0,
            Outcome.PROVIDER_ERROR));
  }

  private static Stream<Scenario> failsOnOneSide() {
    var fork =
        parallel(
            TEAM, task("p", "a"), task("q", "b"), task("r", "c", "p", "q"), task("s", "a", "q"));
    return Stream.of(
        new Scenario(
            "fork, one side fails",
            fork,
            plain().on("p/.*", broken()),
            5,
            0,
            Outcome.PROVIDER_ERROR));
  }

  private static Stream<Scenario> runsOutOfTime() {
    return Stream.of(
        new Scenario(
            "chat outlives its agent's time",
            single(HASTY),
            plain().turns(1, _ -> call("mail", "1")).on("x/.*turn/2/chat", hang()),
            2,
            1,
            Outcome.DEADLINE_EXCEEDED),
        new Scenario(
            "one tool of two outlives its agent's time",
            parallel(
                List.of(HASTY, agent("b")), task("x", "a"), task("y", "b"), task("z", "b", "x")),
            plain().turns(1, _ -> call("mail", "1", "search", "2")).on("x/.*tool/1", hang()),
            2,
            2,
            Outcome.DEADLINE_EXCEEDED));
  }

  private static Stream<Scenario> runsOutOfRoom() {
    return Stream.of(
        well(
            "oldest rounds left out",
            TestCrews.windowed(single(TEAM.getFirst()), 12),
            plain().turns(4, i -> call("search", "" + i, "mail", "" + i)),
            5,
            8));
  }

  static Scenario well(String name, Plan plan, Script script, int chats, int tools) {
    return new Scenario(name, plan, script, chats, tools, Outcome.COMPLETED);
  }

  private static Script plain() {
    return Script.plain();
  }

  private static Script.Line broken() {
    return fail(ChatFailure.SERVER);
  }

  ScriptedShell shell(long seed) {
    return ScriptedShell.fresh(plan, script, seed);
  }

  @Override
  public String toString() {
    return name;
  }
}
