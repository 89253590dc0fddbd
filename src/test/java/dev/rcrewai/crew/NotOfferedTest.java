package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotOfferedTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verbose: true",
        "cache: false",
        "allow_delegation: false",
        "allow_delegation: no",
        "memory: False",
        "reasoning: false",
        "max_reasoning_attempts: 3",
        "use_system_prompt: yes",
        "max_retry_limit: 2",
        "max_rpm:",
        "knowledge_sources: []",
        "guardrail: ''",
        "human_input: off",
        "guardrail_max_retries: 3",
        "code_execution_mode: safe",
      })
  void agent_fieldThatAsksForNothing_isAcceptedInSilence(String field) {
    var yaml = agentWith(field);

    assertThat(files.problems(yaml)).isEmpty();
    assertThat(files.warnings(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory: true",
        "planning: true",
        "multimodal: true",
        "use_system_prompt: false",
        "max_retry_limit: 5",
        "function_calling_llm: gpt-4o",
        "step_callback: log_step",
      })
  void agent_fieldWithoutEffectOnCorrectness_isAWarning(String field) {
    var yaml = agentWith(field);

    assertThat(files.problems(yaml)).isEmpty();
    assertThat(files.warnings(yaml))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:4:5: " + field.split(":", 2)[0] + " is not offered by this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "human_input: true",
        "guardrail: Must be polite",
        "allow_code_execution: true",
        "system_template: You are",
      })
  void agent_fieldWhoseAbsenceWouldWeakenAPromise_isAProblem(String field) {
    assertThat(files.problems(agentWith(field)))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:4:5: " + field.split(":", 2)[0] + " is not offered by this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output_pydantic: Report",
        "response_model: Report",
        "input_files: {a: b.png}",
      })
  void task_fieldWhoseAbsenceWouldWeakenAPromise_isAProblem(String field) {
    assertThat(files.problems(taskWith(field)))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:7:5: " + field.split(":", 2)[0] + " is not offered by this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "human_input: false",
        "async_execution: false",
        "create_directory: true",
        "markdown: false",
        "output_file:",
        "guardrail_max_retries: 3",
      })
  void task_fieldThatAsksForNothing_isAcceptedInSilence(String field) {
    assertThat(files.problems(taskWith(field))).isEmpty();
    assertThat(files.warnings(taskWith(field))).isEmpty();
  }

  @Test
  void crew_fieldsOfCrewAi_areJudgedToo() {
    var yaml = "verbose: true\nfunction_calling_llm: gpt-4o\nplanning: false\n" + CrewFiles.MINIMAL;

    assertThat(files.warnings(yaml))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:2:1: function_calling_llm is not offered");
  }

  private static String agentWith(String field) {
    return CrewFiles.MINIMAL.replace("goal:", field + "\n    goal:");
  }

  private static String taskWith(String field) {
    return CrewFiles.MINIMAL.replace("description:", field + "\n    description:");
  }
}
