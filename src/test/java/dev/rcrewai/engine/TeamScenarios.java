package dev.rcrewai.engine;

import static dev.rcrewai.engine.Scenario.well;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.delegate;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.consensual;
import static dev.rcrewai.engine.TestCrews.delegating;
import static dev.rcrewai.engine.TestCrews.hierarchical;
import static dev.rcrewai.engine.TestCrews.stopping;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.Process;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import java.util.stream.Stream;

/** Crews whose agents delegate, propose and vote, or stop. */
final class TeamScenarios {
  private static final List<Agent> TEAM =
      List.of(agent("a", "search", "mail"), delegating(agent("b")), agent("c"));
  private static final List<Agent> LED =
      Stream.concat(TEAM.stream(), Stream.of(agent("boss"))).toList();
  private static final HumanInput REVIEWED = new HumanInput(null, null, "", null);

  private TeamScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(delegates(), votes(), stops()).flatMap(scenarios -> scenarios);
  }

  private static Stream<Scenario> delegates() {
    var led = hierarchical(LED, task("x", "boss"), task("y", "c", "x"));
    return Stream.of(
        well(
            "manager delegates to two side by side",
            led,
            plain()
                .turns(1, _ -> delegate("Expert a", "find", "Expert c", "write"))
                .on("x/.*tool/0/turn/1/chat", call("search", "1", "mail", "2")),
            6,
            2),
        well(
            "manager is told of a coworker that failed and of one that is not there",
            led,
            plain()
                .turns(1, _ -> delegate("Expert a", "find", "Nobody", "write"))
                .on("x/.*tool/0/turn/1/chat", fail(ChatFailure.SERVER)),
            4,
            0),
        well(
            "coworker delegates on, answer is reviewed twice",
            hierarchical(LED, TestCrews.asking(task("x", "boss"), REVIEWED)),
            plain()
                .turns(1, _ -> delegate("Expert b", "manage"))
                .on("x/attempt/1/turn/1/tool/0/turn/1/chat", delegate("Expert a", "find"))
                .on("x/attempt/1/review", Script.answer(Decision.REVISE, "shorter")),
            6,
            0),
        well(
            "delegation in a sequential crew",
            TestCrews.sequential(TEAM, task("x", "b")),
            plain().turns(1, _ -> delegate("Expert a", "find", "expert C", "write")),
            4,
            0));
  }

  private static Stream<Scenario> votes() {
    return Stream.of(
        well(
            "three propose and vote",
            consensual(3, TEAM, task("x", "c")),
            plain().on("x/.*/vote/./1/chat", say("9")).on("x/.*/vote/.*", say("2")),
            12,
            0),
        well(
            "one proposal fails, the rest are voted on, reviewed twice",
            consensual(3, TEAM, TestCrews.asking(task("x", "a"), REVIEWED)),
            plain()
                .on("x/.*/proposal/0/turn/1/chat", call("search", "1"))
                .on("x/attempt/1/proposal/2/.*", fail(ChatFailure.AUTH))
                .on("x/attempt/1/review", Script.answer(Decision.REVISE, "shorter"))
                .on("x/.*/vote/.*", say("7")),
            23,
            2),
        new Scenario(
            "nobody proposes anything",
            consensual(2, TEAM, task("x", "a")),
            plain().on("x/.*", fail(ChatFailure.SERVER)),
            6,
            0,
            Outcome.PROVIDER_ERROR));
  }

  private static Stream<Scenario> stops() {
    return Stream.of(
        new Scenario(
            "sequential crew stops",
            stopping(Process.SEQUENTIAL, TEAM, task("x", "a"), task("y", "b"), task("z", "c")),
            plain().on("x/.*", fail(ChatFailure.AUTH)),
            1,
            0,
            Outcome.PROVIDER_ERROR),
        new Scenario(
            "parallel crew stops after the phase",
            stopping(
                Process.PARALLEL,
                TEAM,
                task("p", "a"),
                task("r", "c", "p"),
                task("q", "b"),
                task("s", "c", "r", "q")),
            plain().on("q/.*", fail(ChatFailure.AUTH)),
            2,
            0,
            Outcome.PROVIDER_ERROR));
  }
}
