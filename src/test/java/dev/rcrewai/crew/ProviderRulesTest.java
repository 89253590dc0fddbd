package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderRulesTest {
  private static final Set<String> PROVIDERS = Set.of("openai", "anthropic");

  @TempDir Path directory;

  private LoadResult load(String llm, Set<String> providers) {
    var text = CrewFiles.MINIMAL.replace("role: Writer", "role: Writer\n    llm: " + llm);
    var file = new CrewFiles(directory).write("crew.yaml", text);
    return new CrewLoader(CrewFiles.TOOLS, providers, this::keeps).load(file);
  }

  private boolean keeps(String crew, String key) {
    return crew.equals("crew") && key.equals("team");
  }

  @Test
  void key_thatIsNotKeptForTheCrew_isAProblemAtItsPlace() {
    var files = new CrewFiles(directory);
    assertThat(files.problems(load("{key: mine}", PROVIDERS)))
        .containsExactly(
            "crew.yaml:4:16: no key 'mine' is kept for crew 'crew'; whoever runs this server adds"
                + " it to LLM_CREW_KEYS");
    assertThat(load("{key: team}", PROVIDERS)).isInstanceOf(LoadResult.Loaded.class);
  }

  @Test
  void agent_ofAProviderThatIsNotConfigured_isAProblemAtItsPlace() {
    var files = new CrewFiles(directory);
    assertThat(files.problems(load("{provider: google, model: m}", PROVIDERS)))
        .containsExactly(
            "crew.yaml:4:21: provider 'google' is not configured on this server; there are:"
                + " anthropic, openai");
    assertThat(files.problems(load("google/m", PROVIDERS)))
        .containsExactly(
            "crew.yaml:4:10: provider 'google' is not configured on this server; there are:"
                + " anthropic, openai");
  }

  @Test
  void fallback_toAProviderThatIsNotConfigured_isAProblemAtItsPlace() {
    var files = new CrewFiles(directory);
    assertThat(files.problems(load("{fallback: [anthropic/m, google/m]}", PROVIDERS)))
        .containsExactly(
            "crew.yaml:4:35: provider 'google' is not configured on this server; there are:"
                + " anthropic, openai");
    assertThat(files.problems(load("{fallback: [m]}", PROVIDERS)))
        .containsExactly("crew.yaml:4:22: fallback[0] is 'm'; expected PROVIDER/MODEL");
  }

  @Test
  void fallback_toProvidersThatAreConfigured_isLoaded() {
    var loaded = (LoadResult.Loaded) load("{fallback: [anthropic/a/b, openai/c]}", PROVIDERS);
    assertThat(loaded.crew().agent("writer").llm())
        .isEqualTo(
            new AgentModel(null, null, null, null, List.of("anthropic/a/b", "openai/c"), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m", "anthropic/m", "{provider: openai}", "{model: m}", "{temperature: 1}"})
  void agent_ofAProviderThatIsConfiguredOrOfNone_isLoaded(String llm) {
    assertThat(load(llm, PROVIDERS)).isInstanceOf(LoadResult.Loaded.class);
  }

  @Test
  void agent_whereProvidersAreNotKnown_mayNameAny() {
    assertThat(load("google/m", Set.of())).isInstanceOf(LoadResult.Loaded.class);
  }
}
