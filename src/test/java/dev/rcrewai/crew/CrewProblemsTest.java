package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One mistake, one message, at its place. */
class CrewProblemsTest {
  private static final String MANY_FAULTS =
      """
      proces: parallel
      inputs:
        ticket: {type: text}
      agents:
        helper:
          rol: Helper
          goal: Help with {tiket}
          tools: [web_serch]
          max_iter: many
      tasks:
        Answer It:
          description: Answer {ticket}
          expected_output: An answer
          agent: helpr
        check:
          description: Check
          agent: helper
          context: [chek, nobody]
          max_retries: 99
      """;

  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void load_manyFaults_reportsEachOnceAtItsPlace() {
    var problems = files.problems(MANY_FAULTS);

    assertThat(problems)
        .containsExactly(
            "crew.yaml:1:1: unknown key 'proces'; did you mean 'process'?",
            "crew.yaml:3:18: type is 'text'; expected string, integer, number, boolean, array or"
                + " object",
            "crew.yaml:6:5: unknown key 'rol'; did you mean 'role'?",
            "crew.yaml:7:21: {tiket} is not declared under inputs; did you mean 'ticket'?",
            "crew.yaml:8:13: unknown tool 'web_serch'; did you mean 'web_search'?",
            "crew.yaml:9:15: max_iter is 'many'; expected a whole number from 1 to 200",
            "crew.yaml:11:3: the name 'Answer It' must match ^[a-z0-9_-]{1,64}$; write"
                + " 'answer_it', also where it is referred to",
            "crew.yaml:14:12: unknown agent 'helpr'; did you mean 'helper'?",
            "crew.yaml:15:3: expected_output is missing in 'check'",
            "crew.yaml:18:15: unknown task 'chek'; there is Answer It",
            "crew.yaml:18:21: unknown task 'nobody'; there is Answer It",
            "crew.yaml:19:18: max_retries is 99; expected a whole number from 0 to 10");
  }

  @Test
  void load_misspeltSection_isReportedOnce() {
    assertThat(files.problems(CrewFiles.MINIMAL.replace("agents:", "agnets:")))
        .containsExactly("crew.yaml:1:1: unknown key 'agnets'; did you mean 'agents'?");
  }

  @Test
  void load_misspeltInputs_isReportedOnce() {
    assertThat(
            files.problems("input: {x: {}}\n" + CrewFiles.MINIMAL.replace("a haiku", "about {x}")))
        .containsExactly("crew.yaml:1:1: unknown key 'input'; did you mean 'inputs'?");
  }

  @Test
  void load_emptyAgentsAndTasks_areProblems() {
    assertThat(files.problems("agents: {}\ntasks:\n"))
        .containsExactly(
            "crew.yaml:1:1: agents is an empty object; expected an object of 1 to 100 members",
            "crew.yaml:2:1: tasks is empty");
  }

  @Test
  void load_nothingOfACrew_saysWhatIsMissing() {
    assertThat(files.problems("name: x\n"))
        .containsExactly("crew.yaml:1:1: agents is missing", "crew.yaml:1:1: tasks is missing");
  }

  @Test
  void load_listInsteadOfMap_isAProblem() {
    assertThat(files.problems("- a\n- b\n"))
        .containsExactly("crew.yaml:1:1: the file is a list of 2 items; expected an object");
  }

  @Test
  void load_emptyAgent_isAProblem() {
    assertThat(files.problems(CrewFiles.MINIMAL.replace("tasks:", "  nobody:\ntasks:")))
        .containsExactly("crew.yaml:5:10: nobody is null; expected an object");
  }

  @Test
  void load_blankAndEmptyTexts_areProblems() {
    assertThat(
            files.problems(
                CrewFiles.MINIMAL
                    .replace("role: Writer", "role:")
                    .replace("goal: Write well", "goal: '  '")))
        .containsExactly(
            "crew.yaml:3:5: role is empty",
            "crew.yaml:4:11: goal is '  '; expected text that is not blank");
  }

  @Test
  void load_contextThatPointsForwardOrToItself_isAProblem() {
    assertThat(
            files.problems(
                """
                agents:
                  a: {role: A, goal: Work}
                tasks:
                  one: {description: One, expected_output: Text, agent: a, context: [two]}
                  two: {description: Two, expected_output: Text, agent: a, context: [two]}
                """))
        .containsExactly(
            "crew.yaml:4:70: task 'two' comes after 'one'; the context names tasks above it",
            "crew.yaml:5:70: task 'two' is in its own context");
  }

  @Test
  void load_wrongProcess_suggestsTheRightOne() {
    assertThat(files.problems("process: Sequental\n" + CrewFiles.MINIMAL))
        .containsExactly(
            "crew.yaml:1:10: process is 'Sequental'; expected sequential, parallel, hierarchical or"
                + " consensual; did you mean 'sequential'?");
  }

  @Test
  void load_listItemOfTheWrongType_isNamedByIndex() {
    assertThat(
            files.problems(CrewFiles.MINIMAL.replace("goal:", "tools: [web_search, 7]\n    goal:")))
        .containsExactly("crew.yaml:4:25: tools[1] is 7; expected text");
  }

  @Test
  void load_repeatedTool_isAProblem() {
    assertThat(
            files.problems(
                CrewFiles.MINIMAL.replace("goal:", "tools: [web_search, web_search]\n    goal:")))
        .containsExactly(
            "crew.yaml:4:5: tools is a list of 2 items; expected a list of at most 100 items, each"
                + " text, none twice");
  }

  @Test
  void load_modelOfTheWrongType_isAProblem() {
    assertThat(files.problems(CrewFiles.MINIMAL.replace("goal:", "llm: [gpt-4o]\n    goal:")))
        .containsExactly("crew.yaml:4:5: llm is a list of 1 item; expected text or an object");
  }

  @Test
  void load_tooManyTasks_isAProblem() {
    var tasks =
        IntStream.rangeClosed(0, Task.TASKS_MAX)
            .mapToObj(i -> "  t" + i + ": {description: D, expected_output: E, agent: a}\n")
            .collect(Collectors.joining());

    assertThat(files.problems("agents:\n  a: {role: A, goal: G}\ntasks:\n" + tasks))
        .containsExactly(
            "crew.yaml:3:1: tasks is an object of 101 members; expected an object of 1 to 100"
                + " members");
  }

  @Test
  void load_fileNameThatIsNoCrewName_asksForAName(@TempDir Path directory) {
    var spaced = new CrewFiles(directory);
    var result =
        new CrewLoader(CrewFiles.TOOLS).load(spaced.write("my crew.yaml", CrewFiles.MINIMAL));

    assertThat(spaced.problems(result))
        .containsExactly(
            "my crew.yaml:1:1: the crew would be named 'my crew' after its file, but a name must"
                + " match [A-Za-z0-9_-]{1,64}; set name");
  }

  @Test
  void load_agentWithoutTask_isAWarning() {
    assertThat(
            files.warnings(
                CrewFiles.MINIMAL.replace("tasks:", "  idle: {role: I, goal: Rest}\ntasks:")))
        .containsExactly("crew.yaml:5:3: agent 'idle' has no task");
  }

  @Test
  void load_unusedInput_isAWarning() {
    assertThat(files.warnings("inputs:\n  x:\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:2:3: input 'x' is never used");
  }
}
