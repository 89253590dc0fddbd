package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a flow's file is said by its place. */
class FlowProblemsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WRITERS =
      """
      inputs:
        topic: {}
        tone: {default: friendly}
      agents: {writer: {role: Writer, goal: 'Write about {topic}, {tone}'}}
      tasks: {write: {description: Write, expected_output: Text, agent: writer}}
      """;
  private static final String HEAD =
      """
      inputs: {topic: {}}
      state: {text: '', rounds: 0}
      steps:
      """;

  private static final String WHOLE =
      HEAD
          + """
            draft:
              start: true
              listen: {or: [again, check]}
              crew: writers
              inputs: {topic: 'All of {inputs.topic}'}
              set: {text: '{steps.draft.output}', rounds: '{state.rounds + 1}'}
              on_failure: given_up
              max_runs: 4
            check:
              listen: given_up
              tool: web_search
              arguments: {query: '{"a": 1} {state.text}'}
            route:
              listen: {and: [draft, check]}
              router:
                - {when: state.rounds < 3, label: again}
                - {label: done}
            people:
              listen: done
              ask: {question: Good?, kind: review, output: '{state.text}', expires_in: 60}
          output: 'So: {state.text}'
          max_steps: 20
          budget: {tokens: 1000}
          """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init")
  private CrewFiles files;

  @BeforeEach
  void writeCrew() {
    files = new CrewFiles(directory);
    files.write("writers.yaml", WRITERS);
  }

  private LoadResult load(String text) {
    return new CrewLoader(CrewFiles.TOOLS).load(files.write("flow.yaml", text));
  }

  private List<String> problems(String steps) {
    return files.problems(load(HEAD + steps.indent(2)));
  }

  private List<String> warnings(String steps) {
    return files.words(load(HEAD + steps.indent(2)).warnings());
  }

  @Test
  void flow_whole_isLoadedWithItsCrews() {
    var result = load(WHOLE);

    assertThat(files.problems(result)).isEmpty();
    assertThat(result.warnings()).isEmpty();
    var linked = ((LoadResult.LoadedFlow) result).flow();
    assertThat(linked.crews()).containsOnlyKeys("writers");
    assertThat(linked.flow().steps())
        .extracting(FlowStep::name)
        .containsExactly("draft", "check", "route", "people");
    assertThat(linked.flow().steps().getFirst().trigger())
        .isEqualTo(new FlowTrigger(true, FlowTrigger.When.ANY, List.of("again", "check")));
    assertThat(linked.name()).isEqualTo("flow");
  }

  @Test
  void keys_misspelt_areSaidWithWhatWasMeant() {
    assertThat(problems("a: {strat: true, crew: writers, inputs: {topic: x}}"))
        .containsExactly("flow.yaml:4:7: unknown key 'strat'; did you mean 'start'?");
    assertThat(problems("a: {start: true, tol: web_search}"))
        .containsExactly("flow.yaml:4:20: unknown key 'tol'; did you mean 'tool'?");
  }

  @Test
  void flow_thatNothingBegins_isAProblem() {
    assertThat(
            problems(
                """
                a: {listen: b, tool: web_search}
                b: {tool: web_search}
                """))
        .containsExactly(
            "flow.yaml:3:1: no step begins the flow; give one start: true",
            "flow.yaml:5:3: step 'b' never runs; give it start: true or listen");
  }

  @Test
  void crew_thatIsNotThere_isAProblemOfItsLine() {
    assertThat(problems("a: {start: true, crew: writer}"))
        .containsExactly("flow.yaml:4:26: unknown crew 'writer'; did you mean 'writers'?");
  }

  @Test
  void crew_withProblems_isNamedWithItsFile() {
    files.write("broken.yaml", "agents: {}\ntasks: {}\n");

    assertThat(problems("a: {start: true, crew: broken}"))
        .containsExactly("flow.yaml:4:26: crew 'broken' cannot be used: broken.yaml has problems");
  }

  @Test
  void crew_inputs_areHeldAgainstThoseOfTheCrew() {
    assertThat(problems("a: {start: true, crew: writers, inputs: {topc: x}}"))
        .containsExactly(
            "flow.yaml:4:26: crew 'writers' needs the input 'topic'; give it under inputs",
            "flow.yaml:4:44: crew 'writers' has no input 'topc'; did you mean 'topic'?");
  }

  @Test
  void tool_unknown_isAProblem() {
    assertThat(problems("a: {start: true, tool: web_serch}"))
        .containsExactly("flow.yaml:4:26: unknown tool 'web_serch'; did you mean 'web_search'?");
  }

  @Test
  void step_ofNoAction_orOfTwo_isAProblem() {
    assertThat(
            problems(
                """
                a: {start: true}
                b: {start: true, tool: web_search, ask: {question: x}}
                c: {start: true, tool: web_search, inputs: {x: y}}
                """))
        .containsExactly(
            "flow.yaml:4:3: step 'a' does nothing; give it crew, tool, ask or router",
            "flow.yaml:5:38: step 'b' has tool already; one step does one thing",
            "flow.yaml:6:38: inputs means nothing without crew");
  }

  @Test
  void listen_toNobody_toItself_orToWhatNeverComes_isAProblem() {
    assertThat(
            problems(
                """
                a: {start: true, tool: web_search}
                b: {listen: aa, tool: web_search}
                c: {listen: c, tool: web_search}
                """))
        .containsExactly(
            "flow.yaml:5:15: no step and no label is named 'aa'; did you mean 'a'?",
            "flow.yaml:6:15: step 'c' listens to itself");
    assertThat(
            problems(
                """
                a: {start: true, tool: web_search}
                b: {listen: c, tool: web_search}
                c: {listen: b, tool: web_search}
                """))
        .containsExactly(
            "flow.yaml:5:7: step 'b' never runs: what it listens to never comes",
            "flow.yaml:6:7: step 'c' never runs: what it listens to never comes");
  }

  @Test
  void router_branches_endWithTheOnlyOneWithoutWhen() {
    assertThat(
            problems(
                """
                a:
                  start: true
                  router:
                    - {label: x}
                    - {when: state.rounds, label: a}
                """))
        .containsExactly(
            "flow.yaml:7:9: when is missing: the branches below are never reached",
            "flow.yaml:8:10: the last branch of a router has no when: it holds where no other does",
            "flow.yaml:8:37: the label 'a' is a step's name; give it another name");
  }

  @Test
  void label_withoutListener_isAWarning() {
    assertThat(warnings("a: {start: true, router: [{label: alone}]}"))
        .contains("flow.yaml:4:37: no step listens to the label 'alone'");
  }

  @Test
  void expressions_thatReadWhatIsNotThere_areProblems() {
    assertThat(
            problems(
                """
                a:
                  start: true
                  tool: web_search
                  arguments:
                    one: '{inputs.topc}'
                    two: [{three: 'of {state.txt} and {steps.b.output}'}]
                  set: {round: 1}
                """))
        .containsExactly(
            "flow.yaml:8:21: there is no 'inputs.topc'; did you mean 'topic'?",
            "flow.yaml:9:32: there is no 'state.txt'; did you mean 'text'?",
            "flow.yaml:9:48: there is no 'steps.b'; did you mean 'a'?",
            "flow.yaml:10:11: 'round' is not declared under state; did you mean 'rounds'?");
  }

  @Test
  void expressions_thatAreNone_areProblems_otherBracesAreNot() {
    assertThat(
            problems(
                """
                a:
                  start: true
                  tool: web_search
                  arguments:
                    plus: '{state.text +}'
                    bare: '{topic}'
                    root: '{stat.text}'
                    json: '{"json": {"is": "left"}}'
                """))
        .satisfiesExactly(
            plus -> assertThat(plus).startsWith("flow.yaml:8:14: {state.text +} does not compile"),
            bare ->
                assertThat(bare)
                    .isEqualTo(
                        "flow.yaml:9:14: {topic} stays as it is in a flow; did you mean"
                            + " '{inputs.topic}'?"),
            root ->
                assertThat(root)
                    .isEqualTo(
                        "flow.yaml:10:14: {stat.text} stays as it is in a flow; did you mean"
                            + " 'state'?"));
  }

  @Test
  void condition_thatIsNone_isAProblem() {
    assertThat(
            problems(
                """
                a: {start: true, router: [{when: '1 + 1', label: x}, {label: y}]}
                b: {listen: {or: [x, y]}, tool: web_search}
                """))
        .containsExactly(
            "flow.yaml:4:36: the condition does not compile: it is no condition; expected true or"
                + " false");
  }

  @Test
  void ask_rules_holdAsInACrew() {
    assertThat(
            problems(
                """
                a: {start: true, ask: {question: x, choices: [a, a]}}
                b: {start: true, ask: {question: x, kind: review}}
                c: {start: true, ask: {question: x, kind: approval, choices: [a, b], output: x}}
                """))
        .contains(
            "flow.yaml:5:45: a review shows something; name it as output",
            "flow.yaml:6:55: choices means nothing for an answer to an approval",
            "flow.yaml:6:72: output means nothing unless kind is review");
  }

  @Test
  void budget_ofACrew_isAWarningWhereTheFlowHasNone() {
    files.write("writers.yaml", WRITERS + "budget: {tokens: 5}\n");

    assertThat(warnings("a: {start: true, crew: writers, inputs: {topic: '{inputs.topic}'}}"))
        .containsExactly(
            "flow.yaml:4:26: crew 'writers' has a budget, which does not hold within a flow; give"
                + " the flow one");
  }

  @Test
  void loadAll_flowAndCrew_findsTheCrewBesideIt() {
    files.write("flow.yaml", HEAD + "  a: {start: true, crew: writers, inputs: {topic: x}}\n");

    var results = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory));

    assertThat(results).hasSize(2).allMatch(LoadResult.Usable.class::isInstance);
  }

  @Test
  void schema_forEditors_isWhatTheLoaderChecks() throws IOException {
    assertThat(Files.readString(Path.of("conf/flow.schema.json"))).isEqualTo(FlowSchema.text());
  }

  @Test
  void schema_ofInputs_isThatOfCrews() throws IOException {
    assertThat(JSON.readTree(FlowSchema.text()).at("/definitions/input"))
        .isEqualTo(JSON.readTree(CrewSchema.text()).at("/definitions/input"));
  }

  @Test
  void schema_defaults_areThoseOfTheModel() throws IOException {
    var schema = JSON.readTree(FlowSchema.text());

    assertThat(schema.at("/properties/max_steps/default").asInt())
        .isEqualTo(Flow.STEPS_MAX_DEFAULT);
    assertThat(schema.at("/definitions/step/properties/max_runs/default").asInt())
        .isEqualTo(FlowStep.RUNS_MAX_DEFAULT);
  }

  @Test
  void docs_ofFields_nameEveryFieldOfTheSchema() throws IOException {
    var page = Files.readString(Path.of("docs/flows.md"));
    var schema = JSON.readTree(FlowSchema.text());

    for (var place : List.of("", "/definitions/step", "/definitions/ask")) {
      for (var field : schema.at(place + "/properties").properties()) {
        assertThat(page).contains("`" + field.getKey() + "`");
      }
    }
  }
}
