package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fields by which crews are planned, and agents plan. */
class PlanFieldsTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void planning_isOfTheServersModelOrOneOfItsOwn() {
    assertThat(crew("planning: true").planning()).isEqualTo(new CrewPlanning(null));
    assertThat(crew("planning: true\nplanning_llm: openai/gpt-4o-mini").planning())
        .isEqualTo(new CrewPlanning(new AgentModel("openai", "gpt-4o-mini", null, null)));
  }

  @Test
  void planningLlm_alone_plansNothing() {
    assertThat(crew("planning_llm: gpt-4o-mini").planning()).isNull();
    assertThat(crew("planning: false").planning()).isNull();
  }

  @Test
  void planningLlm_ofAProviderThatIsNotThere_isAProblem() {
    var file = files.write("crew.yaml", "planning_llm: nobody/m\n" + CrewFiles.MINIMAL);
    var result = new CrewLoader(Set.of(), Set.of("openai"), (_, _) -> true).load(file);

    assertThat(files.problems(result))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:1:15: provider 'nobody' is not configured on this server");
  }

  @Test
  void planning_thatIsNoTruthValue_isAProblem() {
    assertThat(files.problems("planning: much\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:1:11: planning is 'much'; expected true or false");
  }

  @Test
  void reasoning_isTriedThreeTimesOrAsOftenAsItIsSaid() {
    assertThat(reasoning("reasoning: true")).isEqualTo("3");
    assertThat(reasoning("reasoning: yes\n    max_reasoning_attempts: 1")).isEqualTo("1");
    assertThat(reasoning("max_reasoning_attempts: 1")).isEqualTo("null");
  }

  @Test
  void maxReasoningAttempts_outOfRange_isAProblemAtItsPlace() {
    assertThat(files.problems(agentWith("max_reasoning_attempts: 0")))
        .containsExactly(
            "crew.yaml:4:29: max_reasoning_attempts is 0; expected a whole number from 1 to 10");
  }

  private Crew crew(String head) {
    return files.crew(head + "\n" + CrewFiles.MINIMAL);
  }

  private String reasoning(String fields) {
    return String.valueOf(files.crew(agentWith(fields)).agent("writer").reasoningAttemptsMax());
  }

  private static String agentWith(String fields) {
    return CrewFiles.MINIMAL.replace("goal:", fields + "\n    goal:");
  }
}
