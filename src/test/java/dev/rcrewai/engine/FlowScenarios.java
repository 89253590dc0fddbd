package dev.rcrewai.engine;

import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;
import static dev.rcrewai.engine.TestFlows.START;
import static dev.rcrewai.engine.TestFlows.after;
import static dev.rcrewai.engine.TestFlows.afterAll;
import static dev.rcrewai.engine.TestFlows.ask;
import static dev.rcrewai.engine.TestFlows.crew;
import static dev.rcrewai.engine.TestFlows.orElse;
import static dev.rcrewai.engine.TestFlows.review;
import static dev.rcrewai.engine.TestFlows.router;
import static dev.rcrewai.engine.TestFlows.setting;
import static dev.rcrewai.engine.TestFlows.step;
import static dev.rcrewai.engine.TestFlows.tool;

import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowTrigger;
import dev.rcrewai.crew.FlowTrigger.When;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Flows. */
final class FlowScenarios {
  private FlowScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario(
            "flow with branches, a loop, a person and two crews",
            withEverything(),
            Script.plain()
                .on("people.1/ask", Script.answer(Decision.REVISE, "shorter"))
                .on("people.2/ask", Script.answer(Decision.APPROVED, "")),
            5,
            2,
            Outcome.COMPLETED),
        new Scenario(
            "flow goes on after a failure",
            TestFlows.plan(
                orElse(step("a", START, crew("x")), "broken"),
                step("b", after("broken"), tool("search", "{steps.a.output}"))),
            Script.plain().on("a.1.x/.*", Script.fail(ChatFailure.AUTH)),
            1,
            1,
            Outcome.COMPLETED),
        new Scenario(
            "flow turns round too often",
            TestFlows.plan(
                step("a", new FlowTrigger(true, When.ANY, List.of("b")), tool("search", "a")),
                step("b", after("a"), tool("mail", "b"))),
            Script.plain(),
            0,
            6,
            Outcome.MAX_ITERATIONS),
        new Scenario(
            "flow waits for nobody",
            TestFlows.plan(step("a", START, ask("Who?")), step("b", START, tool("mail", "b"))),
            Script.plain().on("a.1/ask", Script.hang()),
            0,
            1,
            Outcome.INPUT_EXPIRED));
  }

  private static FlowPlan withEverything() {
    var team = List.of(agent("a"), agent("b", "search"));
    var steps =
        List.of(
            step("facts", START, crew("{inputs.topic}")),
            step("more", START, tool("search", "{inputs.topic}")),
            step("join", afterAll("facts", "more"), router("write")),
            setting(
                step(
                    "draft",
                    after("write", "again"),
                    new FlowAction.CallCrew("two", Map.of("topic", "{state.advice}"))),
                Map.of("text", "{steps.draft.output}", "rounds", "{state.rounds + 1}")),
            setting(
                step("people", after("draft"), review("Good?", "{state.text}")),
                Map.of("advice", "{steps.people.json.comment}")),
            step(
                "decide",
                after("people"),
                router("steps.people.json.decision == 'approved'", "good", "again")),
            step("mail", after("good"), tool("mail", "{state.text}")));
    return TestFlows.plan(
        Map.of("text", "", "rounds", 0, "advice", "none"),
        "{state.rounds}: {state.text}",
        Map.of(
            "one", single(agent("a")),
            "two", parallel(team, task("p", "a"), task("q", "b"))),
        steps);
  }
}
