package dev.rcrewai.engine;

import static dev.rcrewai.engine.Scenario.well;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.delegate;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.recallFails;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.consensual;
import static dev.rcrewai.engine.TestCrews.delegating;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.planned;
import static dev.rcrewai.engine.TestCrews.reasoning;
import static dev.rcrewai.engine.TestCrews.remembering;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Crews that remember. */
final class MemoryScenarios {
  private static final List<Agent> TEAM =
      List.of(reasoning(agent("a", "search", "mail"), 3), delegating(agent("b")), agent("c"));

  private MemoryScenarios() {}

  static Stream<Scenario> all() {
    return Stream.concat(endWell(), endBadly());
  }

  private static Stream<Scenario> endWell() {
    return Stream.of(
        well(
            "two tasks remember, one calls a tool",
            remembering(sequential(TEAM, task("x", "a"), task("y", "c", "x"))),
            plain().turns(1, _ -> call("search", "1")),
            4,
            1),
        well(
            "coworker remembers too, the crew is planned",
            remembering(planned(sequential(TEAM, task("x", "b"), task("y", "c")))),
            plain().turns(1, _ -> delegate("Expert c", "find")),
            5,
            0),
        well(
            "three proposers remember",
            remembering(consensual(3, TEAM, task("x", "c"))),
            plain().on("x/.*/vote/.*", say("7")),
            13,
            0),
        well(
            "memory fails, and the first chat",
            remembering(sequential(TEAM, task("x", "c"))),
            plain()
                .on("x/.*memory", recallFails(Kind.MEMORY, "no store"))
                .on(".remember/x", recallFails(Kind.REMEMBERED, "no store"))
                .turns(1, _ -> fail(ChatFailure.SERVER)),
            2,
            0));
  }

  private static Stream<Scenario> endBadly() {
    var hasty = agent("h", 5, Duration.ofSeconds(30), "mail");
    return Stream.of(
        new Scenario(
            "one of two remembers its failure",
            remembering(parallel(TEAM, task("x", "c"), task("y", "c", "x"), task("z", "c"))),
            plain().on("x/.*turn/.*", fail(ChatFailure.AUTH)),
            2,
            0,
            Outcome.PROVIDER_ERROR),
        new Scenario(
            "a tool outlives its agent's time, which is remembered",
            remembering(sequential(List.of(hasty), task("x", "h"))),
            plain().turns(1, _ -> call("mail", "1")).on("x/.*tool/0", Script.hang()),
            1,
            1,
            Outcome.DEADLINE_EXCEEDED));
  }
}
