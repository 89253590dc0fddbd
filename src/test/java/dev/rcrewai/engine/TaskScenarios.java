package dev.rcrewai.engine;

import static dev.rcrewai.engine.Scenario.well;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.fail;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.Script.say;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.async;
import static dev.rcrewai.engine.TestCrews.checked;
import static dev.rcrewai.engine.TestCrews.contains;
import static dev.rcrewai.engine.TestCrews.guarded;
import static dev.rcrewai.engine.TestCrews.onlyIf;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.sequential;
import static dev.rcrewai.engine.TestCrews.task;
import static dev.rcrewai.engine.TestCrews.written;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import java.util.List;
import java.util.stream.Stream;

/** Tasks with checks, conditions and files, and those that run beside others. */
final class TaskScenarios {
  private static final List<Agent> TEAM = List.of(agent("a", "search", "mail"), agent("b"));
  private static final OutputChecks JSON = new OutputChecks(TestCrews.schema(), List.of(), null);
  private static final Guardrail JUDGE = new Guardrail.Judge("It is about {topic}", null);
  private static final String YES = "{\"accepted\": true, \"reason\": \"\"}";
  private static final String NO = "{\"accepted\": false, \"reason\": \"no tea\"}";

  private TaskScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(checked(), judged(), conditional(), others()).flatMap(each -> each);
  }

  private static Stream<Scenario> checked() {
    return Stream.of(
        well(
            "schema, second answer fits",
            one(JSON),
            plain()
                .turns(1, _ -> call("mail", "1"))
                .on("x/attempt/1/turn/2/chat", say("nothing"))
                .on("x/attempt/2/.*", say("So: ```json\n{\"score\": 3}\n```")),
            3,
            1),
        new Scenario(
            "guardrail never passes",
            one(guarded(contains("tea"), contains("milk"))),
            plain(),
            TestCrews.RETRIES_MAX + 1,
            0,
            Outcome.OUTPUT_REJECTED),
        new Scenario(
            "guardrail allows one more attempt",
            one(new OutputChecks(null, List.of(contains("tea")), 1)),
            plain(),
            2,
            0,
            Outcome.OUTPUT_REJECTED));
  }

  private static Stream<Scenario> judged() {
    return Stream.of(
        well(
            "judge rejects once",
            one(guarded(JUDGE)),
            plain().on("x/attempt/1/judge/.*", say(NO)).on("x/attempt/2/judge/.*", say(YES)),
            4,
            0),
        well(
            "judge fails once, its answer stands",
            one(guarded(JUDGE)),
            plain()
                .on("x/attempt/1/judge/.*", fail(ChatFailure.SERVER))
                .on("x/attempt/2/judge/.*", say(YES)),
            3,
            0),
        new Scenario(
            "judge gives no verdict",
            one(guarded(JUDGE)),
            plain().on("x/attempt/./judge/.*", say("well")),
            1 + 3 * JudgeLoop.TURNS_MAX,
            0,
            Outcome.PROVIDER_ERROR));
  }

  private static Stream<Scenario> conditional() {
    return Stream.of(
        well(
            "condition does not hold",
            sequential(
                TEAM,
                task("x", "a"),
                onlyIf(task("y", "b", "x"), "tasks.x.output.contains('tea')"),
                task("z", "b", "x", "y")),
            plain(),
            2,
            0),
        well(
            "all are skipped",
            parallel(TEAM, onlyIf(task("x", "a"), "inputs.topic == 'milk'")),
            plain(),
            0,
            0),
        new Scenario(
            "condition cannot be evaluated",
            sequential(TEAM, task("x", "a"), onlyIf(task("y", "b"), "tasks.x.json.score > 1")),
            plain(),
            1,
            0,
            Outcome.OUTPUT_REJECTED));
  }

  private static Stream<Scenario> others() {
    return Stream.of(
        well(
            "two beside the third, the fourth needs both",
            sequential(
                TEAM,
                async(task("p", "a")),
                async(task("q", "b")),
                task("r", "b"),
                task("s", "a", "p", "q", "r")),
            plain().on("p/.*turn/1/chat", call("search", "1")),
            5,
            1),
        well(
            "answer in a file", sequential(TEAM, written(task("x", "a"), "out.md")), plain(), 1, 1),
        new Scenario(
            "file cannot be written",
            sequential(TEAM, written(task("x", "a"), "out.md"), task("y", "b")),
            plain().on("x/file/1", Script.toolFails("full")),
            2,
            1,
            Outcome.TOOL_ERROR));
  }

  private static Plan one(OutputChecks checks) {
    return sequential(TEAM, TestCrews.checked(task("x", "a"), checks));
  }
}
