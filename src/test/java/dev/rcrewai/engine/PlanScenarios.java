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
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.planned;
import static dev.rcrewai.engine.TestCrews.reasoning;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.stopping;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Process;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import java.util.stream.Stream;

/** Agents that make plans, and crews that are planned. */
final class PlanScenarios {
  private static final List<Agent> TEAM =
      List.of(
          reasoning(agent("a", "search", "mail"), 3),
          reasoning(delegating(agent("b")), 2),
          agent("c"));

  private PlanScenarios() {}

  static Stream<Scenario> all() {
    return Stream.concat(reasons(), plans());
  }

  private static Stream<Scenario> reasons() {
    return Stream.of(
        well(
            "agent plans, and is tried twice",
            sequential(TEAM, task("x", "a")),
            plain()
                .turns(1, _ -> call("search", "1"))
                .on("x/attempt/1/turn/2/.*", fail(ChatFailure.SERVER)),
            4,
            1),
        well(
            "agent and its coworker plan, the coworker at the second time",
            sequential(TEAM, task("x", "b")),
            plain()
                .turns(1, _ -> delegate("Expert a", "find"))
                .on("x/.*tool/0/reasoning/1/chat", say(" ")),
            6,
            0),
        well(
            "two of three proposers plan, one in vain",
            consensual(3, TEAM, task("x", "c")),
            plain()
                .on("x/.*proposal/1/reasoning/.*", fail(ChatFailure.AUTH))
                .on("x/.*/vote/.*", say("7")),
            14,
            0),
        new Scenario(
            "no money for a plan",
            sequential(TEAM, task("x", "a")),
            plain().on("x/.*reasoning/.*", fail(ChatFailure.BUDGET)),
            1,
            0,
            Outcome.BUDGET_EXHAUSTED));
  }

  private static Stream<Scenario> plans() {
    var pair = List.of(task("x", "a"), task("y", "c", "x"));
    return Stream.of(
        well(
            "crew is planned, its agent plans too",
            planned(sequential(TEAM, pair.get(0), pair.get(1))),
            plain().on(".planning/chat", say("{\"x\": \"Search first.\", \"y\": \"Be short.\"}")),
            4,
            0),
        well(
            "crew is planned in vain",
            planned(parallel(TEAM, task("x", "c"), task("y", "c"))),
            plain().on(".planning/chat", fail(ChatFailure.SERVER)),
            3,
            0),
        new Scenario(
            "planned crew stops",
            planned(stopping(Process.PARALLEL, TEAM, pair.get(0), pair.get(1), task("z", "c"))),
            plain().on(".planning/chat", say("plan")).on("x/.*turn/.*", fail(ChatFailure.AUTH)),
            4,
            0,
            Outcome.PROVIDER_ERROR));
  }
}
