package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.delegate;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.recallFails;
import static dev.rcrewai.engine.Script.recalled;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.delegating;
import static dev.rcrewai.engine.TestCrews.knowing;
import static dev.rcrewai.engine.TestCrews.remembering;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.RecallResult;
import java.util.List;
import java.util.stream.Stream;

/** Crews that know documents. */
final class KnowledgeScenarios {
  private static final List<Agent> TEAM = List.of(delegating(agent("a")), agent("b"));

  private KnowledgeScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario(
            "a coworker knows the documents too, the crew remembers",
            remembering(knowing(sequential(TEAM, task("x", "a"), task("y", "b")))),
            plain().turns(1, _ -> delegate("Expert b", "find")),
            4,
            0,
            Outcome.COMPLETED),
        new Scenario(
            "documents that say nothing of it",
            knowing(sequential(TEAM, task("x", "b"))),
            plain().on("x/.*knowledge", recalled(Kind.KNOWLEDGE)),
            1,
            0,
            Outcome.COMPLETED),
        new Scenario(
            "documents cannot be had at first",
            knowing(sequential(TEAM, task("x", "b"))),
            plain().on("x/attempt/1/knowledge", recallFails(Kind.KNOWLEDGE, "not read yet")),
            1,
            0,
            Outcome.COMPLETED),
        new Scenario(
            "documents cannot be had at all",
            knowing(sequential(TEAM, task("x", "b"))),
            plain().on("x/.*knowledge", recallFails(Kind.KNOWLEDGE, "no such file")),
            0,
            0,
            Outcome.PROVIDER_ERROR),
        new Scenario(
            "the time is over while documents are read",
            knowing(sequential(TEAM, task("x", "b"))),
            plain().on("x/.*knowledge", recallFails(Kind.KNOWLEDGE, RecallResult.Failed.STOPPED)),
            0,
            0,
            Outcome.DEADLINE_EXCEEDED),
        new Scenario(
            "a budget is used up before documents are searched",
            knowing(sequential(TEAM, task("x", "b"))),
            plain().on("x/.*knowledge", recallFails(Kind.KNOWLEDGE, RecallResult.Failed.UNPAID)),
            0,
            0,
            Outcome.BUDGET_EXHAUSTED));
  }
}
