package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputCheckTest {
  private static final String CREW =
      """
      inputs:
        ticket: {max_length: 10}
        tone: {enum: [sober, warm], default: sober}
        tags: {type: array, items: string, default: []}
        limit: {type: integer, minimum: 1, maximum: 5, default: 3}
      agents:
        a: {role: A, goal: "{ticket} {tone} {tags} {limit}"}
      tasks:
        t: {description: D, expected_output: E, agent: a}
      """;

  private InputCheck check = new InputCheck(crew(Path.of("target")));

  private static Crew crew(Path directory) {
    return new CrewFiles(directory).crew(CREW);
  }

  @BeforeEach
  void compile(@TempDir Path directory) {
    check = new InputCheck(crew(directory));
  }

  @Test
  void check_fittingInputs_areCompletedInTheOrderOfTheCrew() {
    assertThat(accepted(Map.of("limit", 2, "ticket", "help")))
        .containsExactly(
            Map.entry("ticket", "help"),
            Map.entry("tone", "sober"),
            Map.entry("tags", List.of()),
            Map.entry("limit", 2));
  }

  @Test
  void check_missingInput_saysWhoNeedsIt() {
    assertThat(refused(Map.of()))
        .containsExactly(
            new InputProblem(
                "/inputs/ticket", "inputs.ticket is missing; the crew 'crew' needs it"));
  }

  @Test
  void check_misspeltInput_isReportedOnce() {
    assertThat(refused(Map.of("tikcet", "help")))
        .containsExactly(
            new InputProblem(
                "/inputs/tikcet",
                "inputs.tikcet is not an input of the crew 'crew'; did you mean 'ticket'?"));
  }

  @Test
  void check_unknownInput_isRefused() {
    assertThat(refused(Map.of("ticket", "help", "zebra", 1)))
        .containsExactly(
            new InputProblem(
                "/inputs/zebra",
                "inputs.zebra is not an input of the crew 'crew'; there is ticket, tone, tags,"
                    + " limit"));
  }

  @Test
  void check_severalFaults_areAllReportedWithoutTheirValues() {
    var inputs = new HashMap<String, @Nullable Object>();
    inputs.put("ticket", "a secret text that is too long");
    inputs.put("tone", null);
    inputs.put("tags", List.of("a", Map.of("b", 1)));
    inputs.put("limit", 9);

    assertThat(refused(inputs))
        .extracting(InputProblem::pointer, InputProblem::message)
        .containsExactlyInAnyOrder(
            tuple(
                "/inputs/ticket",
                "inputs.ticket must be text of at most 10 characters; it is text of 30 characters"),
            tuple("/inputs/tone", "inputs.tone must be sober or warm; it is null"),
            tuple("/inputs/tags/1", "inputs.tags[1] must be text; it is an object of 1 member"),
            tuple("/inputs/limit", "inputs.limit must be a whole number from 1 to 5"));
  }

  @Test
  void check_endlessName_isCutInTheMessage() {
    assertThat(refused(Map.of("ticket", "help", "x".repeat(5000), 1)).getFirst().message())
        .hasSizeLessThan(200);
  }

  private Map<String, Object> accepted(Map<String, ?> inputs) {
    return ((InputCheck.Result.Accepted) check.check(inputs)).inputs();
  }

  private List<InputProblem> refused(Map<String, ? extends @Nullable Object> inputs) {
    return ((InputCheck.Result.Refused) check.check(inputs)).problems();
  }
}
