package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of providers that have another name here, or are not here. */
class ForeignModelsTest {
  private static final Set<String> SANDBOX = Set.of("sandbox");

  @TempDir Path directory;

  private LoadResult load(String llm, Set<String> providers) {
    var files = new CrewFiles(directory);
    var text = CrewFiles.MINIMAL.replace("role: Writer", "role: Writer\n    llm: " + llm);
    return new CrewLoader(CrewFiles.TOOLS, providers, (_, _) -> true)
        .load(files.write("crew.yaml", text));
  }

  private @Nullable AgentModel model(String llm, Set<String> providers) {
    var result = load(llm, providers);
    assertThat(new CrewFiles(directory).problems(result)).isEmpty();
    return ((LoadResult.Loaded) result).crew().agent("writer").llm();
  }

  @Test
  void gemini_isGoogle() {
    var providers = Set.of("google", "openai");
    var expected = new AgentModel("google", "flash", null, null);

    assertThat(model("gemini/flash", providers)).isEqualTo(expected);
    assertThat(model("{model: gemini/flash}", providers)).isEqualTo(expected);
    assertThat(model("{provider: gemini, model: flash}", providers)).isEqualTo(expected);
    assertThat(model("{model: m, fallback: [openai/m, gemini/flash]}", providers))
        .isEqualTo(
            new AgentModel(null, "m", null, null, List.of("openai/m", "google/flash"), null));
  }

  @Test
  void gemini_whereOneIsConfigured_staysItself() {
    assertThat(model("gemini/flash", Set.of("google", "gemini")))
        .isEqualTo(new AgentModel("gemini", "flash", null, null));
  }

  @Test
  void otherProvider_whereTheSandboxIsAlone_isAnsweredByIt_withAWarning() {
    var files = new CrewFiles(directory);

    assertThat(model("groq/llama", SANDBOX)).isNull();
    assertThat(files.words(load("groq/llama", SANDBOX).warnings()))
        .containsExactly(
            "crew.yaml:4:10: the sandbox answers for 'groq', which this server does not have");
    assertThat(model("{provider: groq, model: m, temperature: 1, fallback: [openai/m]}", SANDBOX))
        .isEqualTo(new AgentModel(null, null, 1.0, null));
  }

  @Test
  void otherProvider_whereTheSandboxIsOneOfSeveral_isAProblem() {
    assertThat(load("groq/llama", Set.of("sandbox", "openai")))
        .isInstanceOf(LoadResult.Rejected.class);
  }

  @Test
  void judge_whereTheSandboxIsAlone_isTheSandbox() {
    var text = CrewFiles.MINIMAL + "    guardrail: {judge: Is it good?, llm: openai/gpt}\n";
    var file = new CrewFiles(directory).write("crew.yaml", text);

    assertThat(new CrewLoader(CrewFiles.TOOLS, SANDBOX, (_, _) -> true).load(file))
        .isInstanceOfSatisfying(
            LoadResult.Loaded.class, loaded -> assertThat(loaded.warnings()).hasSize(1));
  }

  @Test
  void addressesAndKeys_ofAModel_areProblems_andSettingsWarnings() {
    var files = new CrewFiles(directory);
    var result =
        load("{model: m, base_url: 'http://x', api_key: k, top_p: 1, stream: true}", Set.of());

    assertThat(files.problems(result))
        .containsExactly(
            "crew.yaml:4:21: base_url is not offered by this version: the server's configuration"
                + " says where each provider is; name one of its providers.",
            "crew.yaml:4:43: api_key is not offered by this version: keys belong to the server;"
                + " name one that it keeps for this crew with key.");
    assertThat(files.words(result.warnings()))
        .containsExactly(
            "crew.yaml:4:55: top_p is not offered by this version: the provider's own value"
                + " holds.");
  }

  @Test
  void python_inPlaceOfAValue_isAProblem() {
    var files = new CrewFiles(directory);
    var tasks =
        CrewFiles.MINIMAL.replace(
            "agent: writer",
            "agent: writer\n    condition: {python: a.b}\n    output_json: {python: a.c}");

    assertThat(files.problems(load("{python: a.b}", Set.of())))
        .containsExactly(
            "crew.yaml:4:11: 'python' names code, and no code of a crew's runs here; write what it"
                + " stands for");
    assertThat(files.problems(tasks))
        .containsExactly(
            "crew.yaml:10:5: condition is Python, and no code of a crew's runs here; expected text"
                + " that is not blank",
            "crew.yaml:11:5: output_json is Python, and no code of a crew's runs here; write the"
                + " JSON Schema");
  }
}
