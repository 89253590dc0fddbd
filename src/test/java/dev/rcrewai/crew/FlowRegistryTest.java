package dev.rcrewai.crew;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows are served beside the crews that they name, and follow them. */
class FlowRegistryTest {
  private static final String FLOW = "steps: {a: {start: true, crew: writers}}\n";

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);
  private CrewRegistry registry = new CrewRegistry(directory, new CrewLoader(CrewFiles.TOOLS));

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
    registry =
        new CrewRegistry(
            directory,
            new CrewLoader(CrewFiles.TOOLS),
            () -> Instant.parse("2026-01-01T00:00:00Z")); // nothing is old enough to be trusted
    files.write("all.yaml", FLOW);
    files.write("writers.yaml", CrewFiles.MINIMAL);
  }

  private LinkedFlow flow() {
    return (LinkedFlow) requireNonNull(registry.find("all"));
  }

  @Test
  void reload_first_servesFlowAndCrewByName() {
    var reload = registry.reload();

    assertThat(reload.loaded()).containsExactly("all", "writers");
    assertThat(reload.rejected()).isEmpty();
    assertThat(registry.find("writers")).isInstanceOf(Crew.class);
    assertThat(flow().crews()).containsOnlyKeys("writers");
    assertThat(registry.reload().changed()).isFalse();
  }

  @Test
  void reload_crewChanged_changesTheFlowToo() {
    registry.reload();
    files.write("writers.yaml", CrewFiles.MINIMAL.replace("Write a haiku", "Write a sonnet"));

    assertThat(registry.reload().loaded()).containsExactly("all", "writers");
    assertThat(requireNonNull(flow().crews().get("writers")).tasks().getFirst().description())
        .isEqualTo("Write a sonnet");
  }

  @Test
  void reload_crewGone_keepsTheFlowAsItWasAndSaysWhy() throws IOException {
    registry.reload();
    Files.delete(directory.resolve("writers.yaml"));

    var reload = registry.reload();

    assertThat(reload.removed()).containsExactly("writers");
    assertThat(registry.find("all")).isNotNull();
    assertThat(files.words(registry.broken().values().stream().flatMap(List::stream).toList()))
        .containsExactly("all.yaml:1:32: unknown crew 'writers'");
  }

  @Test
  void reload_crewThatCameLater_makesTheFlowRunnable() throws IOException {
    Files.delete(directory.resolve("writers.yaml"));
    registry.reload();
    assertThat(registry.find("all")).isNull();

    files.write("writers.yaml", CrewFiles.MINIMAL);

    assertThat(registry.reload().loaded()).containsExactly("all", "writers");
    assertThat(registry.broken()).isEmpty();
  }

  @Test
  void reload_crewThatIsBroken_isNamedWithItsFile() {
    files.write("writers.yaml", "agents: {}\ntasks: {}\n");

    registry.reload();

    assertThat(files.words(requireNonNull(registry.broken().get(directory.resolve("all.yaml")))))
        .containsExactly("all.yaml:1:32: crew 'writers' cannot be used: writers.yaml has problems");
  }

  @Test
  void reload_flowOfACrewsName_isAProblemOfTheLaterFile() {
    files.write("z.yaml", "name: writers\n" + FLOW);

    registry.reload();

    assertThat(registry.find("writers")).isInstanceOf(Crew.class);
    assertThat(files.words(requireNonNull(registry.broken().get(directory.resolve("z.yaml")))))
        .containsExactly(
            "z.yaml:1:1: flow 'writers' is already defined in writers.yaml; give one of them"
                + " another name");
  }
}
