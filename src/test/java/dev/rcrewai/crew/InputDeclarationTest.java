package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputDeclarationTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void load_placeholderWithoutDeclaration_isFoundInsideItsText() {
    var yaml =
        """
        agents:
          writer: {role: Writer, goal: Write}
        tasks:
          write:
            description: >
              Write about
              the {topic} in {words} words,
              then {topic} again.
            expected_output: "{\\"a\\": 1} for {words}"
            agent: writer
        """;

    assertThat(files.problems(yaml))
        .containsExactly(
            "crew.yaml:7:11: {topic} is not declared under inputs",
            "crew.yaml:7:22: {words} is not declared under inputs");
  }

  @Test
  void load_optionalInputThatAPromptNeeds_mustHaveADefault() {
    assertThat(problems("x: {required: false}"))
        .containsExactly(
            "crew.yaml:2:3: input 'x' is optional, but a prompt needs it; give it a default (\"\""
                + " leaves the place empty)");
  }

  @Test
  void load_requiredInputWithDefault_isAProblem() {
    assertThat(problems("x: {required: true, default: a}"))
        .containsExactly("crew.yaml:2:7: required and default exclude each other; keep one");
  }

  @Test
  void load_defaultAndExampleThatDoNotFit_areProblems() {
    assertThat(problems("x: {type: integer, minimum: 1, default: 0, example: two}"))
        .containsExactly(
            "crew.yaml:2:43: 0 does not fit the input; expected a whole number at least 1",
            "crew.yaml:2:55: 'two' does not fit the input; expected a whole number at least 1");
  }

  @Test
  void load_enumValueOfAnotherType_isAProblem() {
    assertThat(problems("x: {type: string, enum: [a, 1]}"))
        .containsExactly("crew.yaml:2:31: 1 does not fit the input; expected a or 1");
  }

  @Test
  void load_constraintOfAnotherType_isAProblem() {
    assertThat(problems("x: {type: integer, max_length: 3}"))
        .containsExactly("crew.yaml:2:22: max_length means nothing for an input of type integer");
  }

  @Test
  void load_faultyDeclarationAndFaultyDefault_bothReported() {
    assertThat(problems("x: {type: boolean, default: perhaps}\n  y: {defualt: 1}"))
        .containsExactly(
            "crew.yaml:2:31: 'perhaps' does not fit the input; expected true or false",
            "crew.yaml:3:7: unknown key 'defualt'; did you mean 'default'?");
  }

  @Test
  void load_inputNameThatNoPlaceholderCanHave_isAProblem() {
    assertThat(problems("x:\n  1st:"))
        .containsExactly("crew.yaml:3:3: the name '1st' must match ^[A-Za-z_][A-Za-z0-9_-]*$");
  }

  private List<String> problems(String input) {
    return files.problems(
        "inputs:\n  " + input + "\n" + CrewFiles.MINIMAL.replace("a haiku", "about {x}"));
  }
}
