package dev.rcrewai.crew;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrewRegistryTest {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final String BAD = CrewFiles.MINIMAL.replace("agent: writer", "agent: nobody");

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);
  private CrewRegistry registry = registry(directory);
  private Instant now = LONG_AGO.plusSeconds(3600);

  private CrewRegistry registry(Path path) {
    return new CrewRegistry(path, new CrewLoader(CrewFiles.TOOLS), () -> now);
  }

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
    registry = registry(directory);
  }

  @Test
  void reload_first_loadsAllCrewsByName() {
    files.write("b.yaml", CrewFiles.MINIMAL);
    files.write("a.yaml", CrewFiles.MINIMAL);

    var reload = registry.reload();

    assertThat(reload).isEqualTo(new Reload(List.of("a", "b"), Map.of(), List.of()));
    assertThat(reload.changed()).isTrue();
    assertThat(registry.all()).extracting(Automation::name).containsExactly("a", "b");
    assertThat(registry.find("a")).isNotNull();
    assertThat(registry.find("c")).isNull();
    assertThat(registry.didYouMean("A")).isEqualTo("a");
  }

  @Test
  void reload_nothingChanged_saysSo() {
    files.write("a.yaml", CrewFiles.MINIMAL);
    registry.reload();

    assertThat(registry.reload().changed()).isFalse();
  }

  @Test
  void reload_badFileAmongGoodOnes_doesNotHoldThemUp() {
    files.write("good.yaml", CrewFiles.MINIMAL);
    var bad = files.write("bad.yaml", BAD);

    var reload = registry.reload();

    assertThat(reload.loaded()).containsExactly("good");
    assertThat(reload.rejected()).containsOnlyKeys(bad);
    assertThat(registry.broken()).isEqualTo(reload.rejected());
    assertThat(files.words(registry.broken().getOrDefault(bad, List.of())))
        .containsExactly("bad.yaml:9:12: unknown agent 'nobody'; there is writer");
  }

  @Test
  void reload_changedFile_isSwapped() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    var before = registry.find("a");

    write("a.yaml", CrewFiles.MINIMAL.replace("haiku", "novel"), LONG_AGO.plusSeconds(1));

    assertThat(registry.reload().loaded()).containsExactly("a");
    assertThat(registry.find("a")).isNotEqualTo(before);
  }

  @Test
  void reload_fileBecomesBad_keepsTheOldCrewUntilItIsGoodAgain() {
    var file = write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    var before = registry.find("a");

    write("a.yaml", BAD, LONG_AGO.plusSeconds(1));
    var bad = registry.reload();
    var again = registry.reload();

    assertThat(bad.rejected()).containsOnlyKeys(file);
    assertThat(again.changed()).as("told once").isFalse();
    assertThat(registry.find("a")).isSameAs(before);
    assertThat(registry.broken()).containsOnlyKeys(file);

    write("a.yaml", CrewFiles.MINIMAL.replace("haiku", "novel"), LONG_AGO.plusSeconds(2));
    assertThat(registry.reload().loaded()).containsExactly("a");
    assertThat(registry.broken()).isEmpty();
  }

  @Test
  void reload_deletedFile_removesItsCrew() throws IOException {
    var file = files.write("a.yaml", CrewFiles.MINIMAL);
    registry.reload();
    Files.delete(file);

    assertThat(registry.reload()).isEqualTo(new Reload(List.of(), Map.of(), List.of("a")));
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void reload_renamedCrew_losesItsOldName() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    write("a.yaml", "name: other\n" + CrewFiles.MINIMAL, LONG_AGO.plusSeconds(1));

    assertThat(registry.reload()).isEqualTo(new Reload(List.of("other"), Map.of(), List.of("a")));
  }

  @Test
  void reload_secondSourceOfAName_leavesItToTheFirst() throws IOException {
    var first = files.write("z.yaml", "name: same\n" + CrewFiles.MINIMAL);
    registry.reload();
    var second =
        files.write("a.yaml", "name: same\n" + CrewFiles.MINIMAL.replace("haiku", "novel"));

    assertThat(files.words(registry.reload().rejected().getOrDefault(second, List.of())))
        .containsExactly(
            "a.yaml:1:1: crew 'same' is already defined in z.yaml; give one of them another name");
    assertThat(description("same")).contains("haiku");

    Files.delete(first);
    assertThat(registry.reload().loaded()).containsExactly("same");
    assertThat(description("same")).contains("novel");
  }

  @Test
  void reload_nameOfASourceThatBecameBad_isNotTakenByAnother() {
    write("z.yaml", "name: same\n" + CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    var bad = write("z.yaml", BAD, LONG_AGO.plusSeconds(1));
    var other = files.write("a.yaml", "name: same\n" + CrewFiles.MINIMAL.replace("haiku", "novel"));

    assertThat(registry.reload().rejected()).containsOnlyKeys(bad, other);
    assertThat(description("same")).contains("haiku");
  }

  @Test
  void reload_crewRenamedToATakenName_keepsItsOldOne() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    write("b.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    var file = write("b.yaml", "name: a\n" + CrewFiles.MINIMAL, LONG_AGO.plusSeconds(1));

    assertThat(registry.reload().rejected()).containsOnlyKeys(file);
    assertThat(registry.all()).extracting(Automation::name).containsExactly("a", "b");
  }

  @Test
  void reload_twoCrewsSwapNames_bothMove() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    write("b.yaml", CrewFiles.MINIMAL.replace("haiku", "novel"), LONG_AGO);
    registry.reload();
    write("a.yaml", "name: b\n" + CrewFiles.MINIMAL, LONG_AGO.plusSeconds(1));
    write(
        "b.yaml",
        "name: a\n" + CrewFiles.MINIMAL.replace("haiku", "novel"),
        LONG_AGO.plusSeconds(1));

    assertThat(registry.reload().rejected()).isEmpty();
    assertThat(description("a")).contains("novel");
    assertThat(description("b")).contains("haiku");
  }

  @Test
  void reload_sameStampLongAfterWriting_isNotReadAgain() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    write("a.yaml", CrewFiles.MINIMAL.replace("haiku", "novel"), LONG_AGO);

    assertThat(registry.reload().changed()).isFalse();
  }

  @Test
  void reload_sameStampRightAfterWriting_isReadAgain() {
    now = LONG_AGO.plusMillis(500);
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    write("a.yaml", CrewFiles.MINIMAL.replace("haiku", "novel"), LONG_AGO);

    assertThat(registry.reload().loaded()).containsExactly("a");
  }

  @Test
  void reload_touchedFile_changesNothing() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO.plusSeconds(5));

    assertThat(registry.reload().changed()).isFalse();
  }

  @Test
  void reload_newComment_changesNothing() {
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    write("a.yaml", "# new\n" + CrewFiles.MINIMAL, LONG_AGO.plusSeconds(5));

    assertThat(registry.reload().changed()).isFalse();
  }

  @Test
  void reload_directoryThatIsGone_keepsTheCrewsAndSaysSo() throws IOException {
    var crews = directory.resolve("crews");
    var file = new CrewFiles(crews).write("a.yaml", CrewFiles.MINIMAL);
    var mounted = registry(crews);
    mounted.reload();
    Files.delete(file);
    Files.delete(crews);

    assertThat(mounted.reload().rejected()).containsOnlyKeys(crews);
    assertThat(mounted.find("a")).isNotNull();
  }

  @Test
  void warnings_ofAServedCrew_areKept() {
    files.write("a.yaml", "function_calling_llm: gpt-4o\n" + CrewFiles.MINIMAL);
    files.write("b.yaml", CrewFiles.MINIMAL);
    registry.reload();

    assertThat(files.words(registry.warnings("a")))
        .singleElement()
        .asString()
        .startsWith("a.yaml:1:1: function_calling_llm is not offered");
    assertThat(registry.warnings("b")).isEmpty();
    assertThat(registry.warnings("c")).isEmpty();
  }

  @Test
  void inputCheck_ofAServedCrew_isCompiledOnce() {
    files.write("a.yaml", CrewFiles.MINIMAL);
    registry.reload();
    var crew = requireNonNull(registry.find("a"));

    assertThat(registry.inputCheck(crew)).isSameAs(registry.inputCheck(crew));
  }

  @Test
  void inputCheck_ofACrewThatIsNoLongerServed_isItsOwn() {
    write("a.yaml", "inputs: {x: }\n" + CrewFiles.MINIMAL, LONG_AGO);
    registry.reload();
    var old = requireNonNull(registry.find("a"));
    write("a.yaml", CrewFiles.MINIMAL, LONG_AGO.plusSeconds(1));
    registry.reload();

    assertThat(registry.inputCheck(old).check(Map.of("x", "y")))
        .isInstanceOf(InputCheck.Result.Accepted.class);
  }

  private String description(String crew) {
    return ((Crew) requireNonNull(registry.find(crew))).tasks().getFirst().description();
  }

  private Path write(String name, String text, Instant modified) {
    var file = files.write(name, text);
    try {
      return Files.setLastModifiedTime(file, FileTime.from(modified));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
