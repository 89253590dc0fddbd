package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a crew's file says of people is in the crew, or is a problem with its place. */
class HumanInputTest {
  private CrewFiles files;

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  private static String crew(String agentField, String taskField) {
    return """
    agents:
      writer:
        role: Writer
        goal: Write well
        tools: [web_search]
        %s
    tasks:
      write:
        description: Write a haiku
        expected_output: A haiku
        agent: writer
        tools: [file_reader]
        %s
    """
        .formatted(agentField, taskField);
  }

  private static String task(String field) {
    return crew("backstory: None", field);
  }

  private @Nullable HumanInput human(String yaml) {
    return files.crew(yaml).tasks().getFirst().humanInput();
  }

  @Test
  void task_humanInputTrue_isAReview() {
    assertThat(human(task("human_input: true"))).isEqualTo(new HumanInput(null, null, "", null));
  }

  @Test
  void task_requireConfirmation_isAConfirmation() {
    assertThat(human(task("require_confirmation: true")))
        .isEqualTo(new HumanInput("", null, null, null));
  }

  @Test
  void agent_requireApprovalForFinalAnswer_isAReviewOfItsTasks() {
    assertThat(human(crew("require_approval_for_final_answer: true", "max_retries: 1")))
        .isEqualTo(new HumanInput(null, null, "", null));
  }

  @ParameterizedTest
  @CsvSource({"human_input: false", "require_confirmation: false", "human_input:"})
  void task_whichAsksNobody_hasNone(String field) {
    assertThat(human(task(field))).isNull();
  }

  @Test
  void task_everyField_isInTheCrew() {
    var yaml =
        task(
            "human_input: {confirm: Now?, review: Good?, expires_in: 1.5, ask: {question: Who?,"
                + " min_length: 2, max_length: 9, pattern: '[a-z]+', type: string}}");

    assertThat(human(yaml))
        .isEqualTo(
            new HumanInput(
                "Now?",
                new HumanInput.Ask("Who?", List.of(), "string", 2, 9, "[a-z]+"),
                "Good?",
                Duration.ofMillis(1500)));
  }

  @Test
  void task_choices_areInTheCrew() {
    assertThat(human(task("human_input: {ask: {question: Which?, choices: [ a , b]}}")))
        .isEqualTo(
            new HumanInput(
                null,
                new HumanInput.Ask("Which?", List.of("a", "b"), "string", null, null, null),
                null,
                null));
  }

  @Test
  void agent_approvalOfAllTools_coversEveryCall() {
    var agent = files.crew(crew("require_approval_for_tools: true", "")).agent("writer");

    assertThat(agent.asksBefore("web_search")).isTrue();
    assertThat(agent.asksBefore("file_reader")).isTrue();
  }

  @Test
  void agent_approvalOfSomeTools_coversThose() {
    var agent = files.crew(crew("require_approval_for_tools: [file_reader]", "")).agent("writer");

    assertThat(agent.asksBefore("web_search")).isFalse();
    assertThat(agent.asksBefore("file_reader")).isTrue();
  }

  @Test
  void agent_approvalOfNone_asksNobody() {
    var agent = files.crew(crew("require_approval_for_tools: false", "")).agent("writer");

    assertThat(agent.toolApproval()).isNull();
  }

  @Test
  void agent_approvalOfAToolItHasNot_isAProblem() {
    assertThat(files.problems(crew("require_approval_for_tools: [web_serch]", "")))
        .containsExactly(
            "crew.yaml:6:34: agent 'writer' has no tool 'web_serch'; did you mean 'web_search'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "human_input: 'yes' | 13:18: human_input is 'yes'; expected true or false or an object",
        "human_input: {confirm: false} | asks nothing",
        "human_input: {expires_in: 60} | asks nothing",
        "human_input: {ask: {choices: [a, b]}} | question is missing",
        "human_input: {ask: {question: Q, pattern: '[a'}} | 13:47: pattern is no regular"
            + " expression",
        "human_input: {ask: {question: Q, choices: [a]}} | choices",
        "human_input: {ask: {question: Q, choices: [a, ' a']}} | the choice 'a' is there twice",
        "human_input: {ask: {question: Q, choices: [a, b], pattern: a}} | nothing beside choices",
        "human_input: {ask: {question: Q, type: number, pattern: a}} | answer of type number",
        "human_input: {ask: {question: Q, min_length: 3, max_length: 2}} | below min_length",
        "human_input: {ask: {question: Q, type: date}} | type is 'date'",
        "human_input: {review: true, expires_in: 0} | expires_in is 0",
        "human_input: {reviw: true} | did you mean 'review'?",
      })
  void task_whoseQuestionCannotBeAnswered_isAProblem(String field, String message) {
    assertThat(files.problems(task(field))).isNotEmpty().anyMatch(text -> text.contains(message));
  }

  @Test
  void question_withAPlaceholderThatIsNoInput_isAProblem() {
    assertThat(files.problems(task("human_input: {confirm: 'Write about {topic}?'}")))
        .containsExactly("crew.yaml:13:41: {topic} is not declared under inputs");
  }
}
