package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderFieldsTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  private @Nullable Embedder embedder(String field) {
    return files.crew("embedder: " + field + "\n" + CrewFiles.MINIMAL).embedder();
  }

  private LoadResult load(String field, Set<String> providers) {
    var file = files.write("crew.yaml", "embedder: " + field + "\n" + CrewFiles.MINIMAL);
    return new CrewLoader(Set.of(), providers, (_, _) -> true).load(file);
  }

  @Test
  void embedder_isAProviderWithOrWithoutItsModel() {
    assertThat(embedder("openai")).isEqualTo(new Embedder("openai", null));
    assertThat(embedder("ollama/nomic:v1.5")).isEqualTo(new Embedder("ollama", "nomic:v1.5"));
    assertThat(embedder("{provider: openai, model: m}")).isEqualTo(new Embedder("openai", "m"));
    assertThat(embedder("{model: org/m}")).isEqualTo(new Embedder(null, "org/m"));
    assertThat(files.crew(CrewFiles.MINIMAL).embedder()).isNull();
  }

  @Test
  void embedder_asCrewAiWritesIt_isRead() {
    assertThat(embedder("{provider: google-generativeai, config: {model_name: m, api_key: x}}"))
        .isEqualTo(new Embedder("google", "m"));
    assertThat(embedder("{provider: openai, config: {model: m}}"))
        .isEqualTo(new Embedder("openai", "m"));
  }

  @Test
  void embedder_none_asksNobody() {
    assertThat(Objects.requireNonNull(embedder("none")).isNone()).isTrue();
    assertThat(Objects.requireNonNull(embedder("openai")).isNone()).isFalse();
  }

  @Test
  void embedder_ofAProviderThatIsNotThere_isAProblem() {
    assertThat(files.problems(load("nobody/m", Set.of("openai"))))
        .containsExactly(
            "crew.yaml:1:11: provider 'nobody' is not configured on this server; there are:"
                + " none, openai");
    assertThat(files.problems(load("none", Set.of("openai")))).isEmpty();
  }

  @Test
  void embedder_whereTheSandboxIsAlone_isTheSandbox_withAWarning() {
    var loaded = (LoadResult.Loaded) load("openai/m", Set.of("sandbox"));

    assertThat(loaded.crew().embedder()).isNull();
    assertThat(files.words(loaded.warnings()))
        .containsExactly(
            "crew.yaml:1:11: the sandbox answers for 'openai', which this server does not have");
  }
}
