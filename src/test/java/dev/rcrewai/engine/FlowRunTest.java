package dev.rcrewai.engine;

import static dev.rcrewai.engine.TestFlows.START;
import static dev.rcrewai.engine.TestFlows.after;
import static dev.rcrewai.engine.TestFlows.afterAll;
import static dev.rcrewai.engine.TestFlows.ask;
import static dev.rcrewai.engine.TestFlows.crew;
import static dev.rcrewai.engine.TestFlows.orElse;
import static dev.rcrewai.engine.TestFlows.plan;
import static dev.rcrewai.engine.TestFlows.review;
import static dev.rcrewai.engine.TestFlows.router;
import static dev.rcrewai.engine.TestFlows.setting;
import static dev.rcrewai.engine.TestFlows.step;
import static dev.rcrewai.engine.TestFlows.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.FlowTrigger;
import dev.rcrewai.crew.FlowTrigger.When;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.EventData.ToolStarted;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.StateWrite;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowRunTest {
  private static final Script PLAIN = Script.plain();

  private static ScriptedShell shell(FlowPlan plan, Script script) {
    return ScriptedShell.fresh(plan, script, 1);
  }

  /** The runs of steps in the order in which they began. */
  private static List<String> runs(ScriptedShell shell) {
    return shell.events().stream()
        .filter(TaskStarted.class::isInstance)
        .map(event -> ((TaskStarted) event).path())
        .filter(path -> path.run().isEmpty())
        .map(StepPath::taskName)
        .toList();
  }

  private static String topic(ScriptedShell shell, String chat) {
    return shell.ran().stream()
        .filter(step -> step.path().text().equals(chat))
        .map(step -> ((ChatStep) step).request().messages().getFirst())
        .map(message -> ((Message.System) message).text())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void crew_inAFlow_isAskedAsItIsAloneBelowItsRun() {
    var shell = shell(plan(step("draft", START, crew("{inputs.topic} and milk"))), PLAIN);

    var ended = shell.run();

    assertThat(ended)
        .isEqualTo(new Next.Ended(Outcome.COMPLETED, "answer of draft.1.x/attempt/1/turn/1/chat"));
    assertThat(topic(shell, "draft.1.x/attempt/1/turn/1/chat")).contains("all of tea and milk");
    assertThat(shell.records().keySet())
        .extracting(StepPath::text)
        .containsExactly(
            "draft.1/started",
            "draft.1.x/started",
            "draft.1.x/attempt/1/turn/1/chat",
            "draft.1.x/closed",
            "draft.1/closed");
  }

  @Test
  void listen_oneOfTwoInOneWave_runsOnce() {
    var shell =
        shell(
            plan(
                step("a", START, tool("search", "a")),
                step("b", START, tool("search", "b")),
                step("c", after("a", "b"), tool("search", "c"))),
            PLAIN);

    shell.run();

    assertThat(runs(shell)).containsExactly("a.1", "b.1", "c.1");
    assertThat(shell.inFlightMax()).isEqualTo(2);
  }

  @Test
  void listen_oneOfTwoInTwoWaves_runsTwice() {
    var shell =
        shell(
            plan(
                step("a", START, tool("search", "a")),
                step("b", after("a"), tool("search", "b")),
                step("c", after("a", "b"), tool("search", "c"))),
            PLAIN);

    shell.run();

    assertThat(runs(shell)).containsExactly("a.1", "b.1", "c.1", "c.2");
  }

  @Test
  void listen_toBoth_waitsForTheSecond() {
    var shell =
        shell(
            plan(
                step("a", START, tool("search", "a")),
                step("b", after("a"), tool("search", "b")),
                step("c", afterAll("a", "b"), tool("search", "c"))),
            PLAIN);

    shell.run();

    assertThat(runs(shell)).containsExactly("a.1", "b.1", "c.1");
  }

  @Test
  void listen_toBothInALoop_waitsForBothEachTime() {
    var shell =
        shell(
            plan(
                step("a", new FlowTrigger(true, When.ANY, List.of("again")), tool("search", "a")),
                step("b", after("a"), tool("search", "b")),
                step("c", afterAll("a", "b"), tool("search", "c")),
                step("r", after("c"), router("steps.c.runs < 2", "again", "done"))),
            PLAIN);

    shell.run();

    assertThat(runs(shell)).containsExactly("a.1", "b.1", "c.1", "r.1", "a.2", "b.2", "c.2", "r.2");
  }

  @Test
  void wave_slowBesideFast_endsWithTheSlow() {
    var plan =
        plan(
            step("slow", START, tool("search", "s")),
            step("fast", START, tool("search", "f")),
            step("next", after("fast"), tool("search", "n")));
    var shell = shell(plan, PLAIN).after(List.of());
    shell.after(begun("slow.1"));
    shell.after(begun("fast.1"));
    shell.after(List.of(new TaskCompleted(path("fast.1").closed(), "fast.1", "search", "f")));

    var next = (Next.Missing) Engine.next(plan, shell.recorded());

    assertThat(next.steps())
        .extracting(step -> step.path().text())
        .containsExactly("slow.1/tool/0");
  }

  private static StepPath path(String run) {
    return StepPath.task(run);
  }

  private static List<EventData> begun(String run) {
    return List.of(new TaskStarted(path(run).started(), run, "search"));
  }

  @Test
  void router_firstThatHolds_decidesWhoRuns() {
    var shell =
        shell(
            plan(
                step("r", START, router("inputs.topic == 'rum'", "no", "true", "yes", "else")),
                step("n", after("no"), tool("search", "n")),
                step("y", after("yes"), tool("search", "y")),
                step("e", after("else"), tool("search", "e")),
                step("any", after("r"), tool("search", "any"))),
            PLAIN);

    shell.run();

    assertThat(runs(shell)).containsExactly("r.1", "y.1", "any.1");
  }

  @Test
  void loop_untilItsCondition_countsInTheState() {
    var shell =
        shell(
            plan(
                Map.of("count", 0),
                "{state.count} times about {inputs.topic}",
                setting(
                    step("draft", new FlowTrigger(true, When.ANY, List.of("again")), crew("x")),
                    Map.of("count", "{state.count + 1}")),
                step("r", after("draft"), router("state.count < 3", "again", "good"))),
            PLAIN);

    var ended = shell.run();

    assertThat(ended).isEqualTo(new Next.Ended(Outcome.COMPLETED, "3 times about tea"));
    assertThat(runs(shell)).containsExactly("draft.1", "r.1", "draft.2", "r.2", "draft.3", "r.3");
  }

  @Test
  void loop_withoutEnd_isGivenUpAtMaxRuns() {
    var shell =
        shell(
            plan(
                step("a", new FlowTrigger(true, When.ANY, List.of("b")), tool("search", "a")),
                step("b", after("a"), tool("search", "b"))),
            PLAIN);

    assertThat(shell.run())
        .isEqualTo(
            new Next.Ended(
                Outcome.MAX_ITERATIONS, "step 'a' is to run again, and its max_runs is 3"));
  }

  @Test
  void manySteps_areGivenUpAtMaxSteps() {
    var steps = new ArrayList<FlowStep>();
    steps.add(step("s0", START, tool("search", "0")));
    for (int i = 1; i <= TestFlows.STEPS_MAX; i++) {
      steps.add(step("s" + i, after("s" + (i - 1)), tool("search", "" + i)));
    }
    var shell = shell(plan(steps.toArray(FlowStep[]::new)), PLAIN);

    assertThat(shell.run())
        .isEqualTo(
            new Next.Ended(
                Outcome.MAX_ITERATIONS, "steps are to run again, and the flow's max_steps is 12"));
    assertThat(runs(shell)).hasSize(TestFlows.STEPS_MAX);
  }

  @Test
  void set_bySeveralInOneWave_theLastDeclaredStands() {
    var steps =
        new FlowStep[] {
          setting(step("a", START, tool("search", "a")), Map.of("x", "{state.x}a", "only", 1)),
          setting(step("b", START, tool("search", "b")), Map.of("x", "{state.x}b"))
        };
    for (int seed = 1; seed < 20; seed++) {
      var plan = plan(Map.of("x", "0", "only", 0), "{state.x} {state.only}", steps);
      assertThat(ScriptedShell.fresh(plan, PLAIN, seed).run().output()).isEqualTo("0b 1");
    }
  }

  @Test
  void set_readsWhatTheStepSaid_asTheJournalKeepsIt() {
    var shell =
        shell(
            plan(
                Map.of("score", 0, "half", 0),
                null,
                setting(
                    step("a", START, tool("search", "a")),
                    Map.of("score", "{steps.a.json.score}", "half", "{steps.a.json.score / 2}"))),
            Script.plain().on("a.1/.*", at -> new EventData.ToolCompleted(at, "{\"score\": 7}")));

    shell.run();

    assertThat(shell.records().get(path("a.1").closed()))
        .isEqualTo(
            new TaskCompleted(
                path("a.1").closed(),
                "a.1",
                "search",
                "{\"score\": 7}",
                new StateWrite(1, 0, Map.of("score", 7, "half", 3))));
  }

  @Test
  void set_tooMuch_failsTheStep() {
    var much = "x".repeat(FlowStepRun.WRITE_CHARS_MAX);
    var shell =
        shell(
            plan(
                Map.of("x", ""),
                null,
                setting(step("a", START, tool("search", "a")), Map.of("x", much))),
            PLAIN);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.OUTPUT_REJECTED);
    assertThat(shell.run().output()).startsWith("step 'a.1' failed: what it sets: 65544");
  }

  @Test
  void arguments_tooLongForAnEvent_failTheStep() {
    var much = "x".repeat(JournalBudget.EVENT_CHARS_MAX);
    var shell = shell(plan(step("a", START, tool("mail", much))), PLAIN);

    assertThat(shell.run().output()).startsWith("step 'a.1' failed: its arguments: 262152");
    assertThat(shell.tools()).isEmpty();
  }

  @Test
  void failure_ofOneStep_endsTheFlowAfterItsWave() {
    var shell =
        shell(
            plan(
                step("a", START, tool("search", "a")),
                step("b", START, tool("search", "b")),
                step("c", after("b"), tool("search", "c"))),
            Script.plain().on("a.1/.*", Script.toolFails("no net")));

    assertThat(shell.run())
        .isEqualTo(new Next.Ended(Outcome.TOOL_ERROR, "step 'a.1' failed: no net"));
    assertThat(runs(shell)).containsExactly("a.1", "b.1");
  }

  @Test
  void failure_withALabel_isListenedTo() {
    var shell =
        shell(
            plan(
                orElse(step("a", START, tool("search", "a")), "broken"),
                step("not", after("a"), tool("search", "n")),
                step("b", after("broken"), tool("search", "instead of {steps.a.output}"))),
            Script.plain().on("a.1/.*", Script.toolFails("no net")));

    assertThat(shell.run().output()).contains("instead of no net");
    assertThat(runs(shell)).containsExactly("a.1", "b.1");
    assertThat(shell.records().get(path("a.1").closed()))
        .isEqualTo(
            new TaskFailed(
                path("a.1").closed(), "a.1", "search", Outcome.TOOL_ERROR, "no net", "broken"));
  }

  @Test
  void failure_forWantOfMeans_isNotListenedTo() {
    var shell =
        shell(
            plan(
                orElse(step("a", START, crew("x")), "broken"),
                step("b", after("broken"), tool("search", "b"))),
            Script.plain().on("a.1.x/.*", Script.fail(ChatFailure.BUDGET)));

    assertThat(shell.run().outcome()).isEqualTo(Outcome.BUDGET_EXHAUSTED);
  }

  @Test
  void tool_withSideEffects_isNotCalledAgainWhenItsOutcomeIsUnknown() {
    var plan = plan(step("a", START, tool("mail", "{inputs.topic}")));
    var shell = shell(plan, PLAIN).withIntents().after(begun("a.1"));
    var step =
        (Step.ToolStep) ((Next.Missing) Engine.next(plan, shell.recorded())).steps().getFirst();
    shell.after(
        List.of(
            new ToolStarted(step.path(), step.call()), new ToolUnknown(step.path(), "stopped")));

    assertThat(step.sideEffects()).isTrue();
    assertThat(step.call().arguments()).isEqualTo("{\"q\":\"tea\"}");
    assertThat(shell.recorded().begun(step.path())).isEqualTo(1);
    assertThat(shell.run())
        .isEqualTo(new Next.Ended(Outcome.TOOL_ERROR, "step 'a.1' failed: stopped"));
  }

  @Test
  void begun_ofACrewsCall_isThatOfItsFullPath() {
    var plan = plan(step("a", START, crew("x")));
    var chat = StepPath.task("x").attempt(1).turn(1).chat().within("a.1");
    var shell =
        shell(plan, PLAIN).after(List.of(new EventData.ChatStarted(chat, 2, "a", "openai", "m")));

    assertThat(shell.recorded().begun(chat)).isEqualTo(2);
  }

  /** Its keys are looked up under this name. */
  @Test
  void crewAt_aPathOfACrew_isThatCrew() {
    var plan = plan(step("a", START, crew("x")), step("a-b", START, tool("search", "y")));
    var chat = StepPath.task("x").attempt(1).turn(1).chat();

    assertThat(plan.crewAt(chat.within("a.1"))).isEqualTo("one");
    assertThat(plan.crewAt(path("a-b.1").tool(0))).isEqualTo("flow");
  }

  @Test
  void orphans_ofNoStepAndOfNoCrew_areFound() {
    var plan = plan(step("a", START, crew("x")), step("b", START, tool("search", "y")));
    var strangers =
        List.of("a.1.z/attempt/1/turn/1/chat", "b.1.x/attempt/1/turn/1/chat", "c.1/started");
    var shell = shell(plan, PLAIN);
    for (var text : strangers) {
      shell.after(List.of(new EventData.ToolCompleted(new StepPath(text), "")));
    }

    assertThat(Engine.orphans(plan, shell.recorded()))
        .extracting(StepPath::text)
        .containsExactlyElementsOf(strangers);
  }

  @Test
  void ask_people_waitsForThemAndRoutesOnWhatTheySay() {
    var shell =
        shell(
            plan(
                step("draft", START, crew("x")),
                step("good", after("draft"), review("Good?", "{steps.draft.output}")),
                step(
                    "r",
                    after("good"),
                    router("steps.good.json.decision == 'approved'", "yes", "no")),
                step("again", after("no"), ask("What of '{steps.good.json.comment}'?"))),
            Script.plain()
                .on("good.1/ask", Script.answer(Decision.REVISE, "shorter"))
                .on("again.1/ask", Script.answer(Decision.ANSWERED, "all of it")));

    assertThat(shell.run().output()).isEqualTo("all of it");
    assertThat(question(shell, "good.1/ask").subject())
        .isEqualTo(new Question.Output("answer of draft.1.x/attempt/1/turn/1/chat"));
    assertThat(question(shell, "again.1/ask").text()).isEqualTo("What of 'shorter'?");
  }

  private static Question question(ScriptedShell shell, String path) {
    return shell.events().stream()
        .filter(InputRequested.class::isInstance)
        .map(InputRequested.class::cast)
        .filter(asked -> asked.path().text().equals(path))
        .findFirst()
        .orElseThrow()
        .question();
  }

  @Test
  void crew_givenWhatDoesNotFit_failsTheStep() {
    var shell = shell(plan(Map.of("n", 3), null, step("a", START, crew("{state.n}"))), PLAIN);

    assertThat(shell.run())
        .isEqualTo(
            new Next.Ended(
                Outcome.OUTPUT_REJECTED,
                "step 'a.1' failed: inputs.topic must be text; it is a whole number"));
  }

  @Test
  void expression_thatCannotBeEvaluated_failsTheStep() {
    var shell = shell(plan(step("a", START, tool("search", "{steps.a.json.missing}"))), PLAIN);

    assertThat(shell.run().outcome()).isEqualTo(Outcome.OUTPUT_REJECTED);
    assertThat(shell.run().output()).startsWith("step 'a.1' failed: its arguments cannot be");
  }
}
