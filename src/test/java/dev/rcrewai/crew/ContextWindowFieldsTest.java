package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextWindowFieldsTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void respectContextWindow_isOffUnlessItIsAskedFor() {
    assertThat(writer("respect_context_window: true").respectsContextWindow()).isTrue();
    assertThat(writer("respect_context_window: False").respectsContextWindow()).isFalse();
    assertThat(writer("verbose: true").respectsContextWindow()).isFalse();
  }

  @Test
  void contextWindow_isOfTheModel() {
    assertThat(writer("llm: {model: m, context_window: 32768}").llm())
        .isEqualTo(new AgentModel(null, "m", null, null, null, null, 32_768));
  }

  @Test
  void contextWindow_thatIsTooSmall_isAProblemAtItsPlace() {
    assertThat(files.problems(agentWith("llm: {model: m, context_window: 7}")))
        .containsExactly(
            "crew.yaml:4:37: context_window is 7; expected a whole number from 1024 to 100000000");
  }

  private Agent writer(String field) {
    return files.crew(agentWith(field)).agent("writer");
  }

  private static String agentWith(String field) {
    return CrewFiles.MINIMAL.replace("goal:", field + "\n    goal:");
  }
}
