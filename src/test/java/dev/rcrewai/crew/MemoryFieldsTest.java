package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFieldsTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  private @Nullable CrewMemory memory(String field) {
    return files.crew("memory: " + field + "\n" + CrewFiles.MINIMAL).memory();
  }

  @Test
  void memory_isAllOfIt_someOfIt_orNothing() {
    assertThat(memory("true")).isEqualTo(CrewMemory.ofAll());
    assertThat(memory("{}")).isEqualTo(CrewMemory.ofAll());
    assertThat(memory("{kinds: [tool, short_term], short_term_limit: 7, recall_limit: 2}"))
        .isEqualTo(new CrewMemory(List.of(MemoryKind.SHORT_TERM, MemoryKind.TOOL), 7, 2));
    assertThat(memory("false")).isNull();
    assertThat(files.crew(CrewFiles.MINIMAL).memory()).isNull();
  }

  @Test
  void memory_hasTheDocumentedDefaults() {
    assertThat(CrewMemory.ofAll()).isEqualTo(new CrewMemory(List.of(MemoryKind.values()), 100, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "everything",
        "{kinds: []}",
        "{kinds: [smell]}",
        "{short_term_limit: 0}",
        "{recall_limit: 11}",
        "{limit: 5}",
      })
  void memory_ofAnotherForm_isAProblem(String field) {
    assertThat(files.problems("memory: " + field + "\n" + CrewFiles.MINIMAL))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:1:");
  }
}
