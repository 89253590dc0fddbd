package dev.rcrewai.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ToolInputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileWriterTest {
  @TempDir Path files;
  private Path own;
  private FileWriter writer;

  @BeforeEach
  void files() {
    own = files.resolve("callers/alice");
    writer = new FileWriter(new FileJail(files, 1_000), 2_500);
  }

  @Test
  void write_firstFileOfACaller_makesItsDirectories() throws IOException {
    assertThat(write("reports/2026/may.md", "# May"))
        .isEqualTo(new ToolResult.Completed("Wrote 'reports/2026/may.md'; it has 5 bytes now."));
    assertThat(own.resolve("reports/2026/may.md")).hasContent("# May");
    assertThat(hidden()).isEmpty();
  }

  @Test
  void write_twice_replacesWhatIsThere() throws IOException {
    write("a.txt", "a long text");

    assertThat(write("a.txt", "short")).isInstanceOf(ToolResult.Completed.class);
    assertThat(own.resolve("a.txt")).hasContent("short");
    assertThat(hidden()).isEmpty();
  }

  @Test
  void write_append_addsToTheEndOrBegins() {
    write(Map.of("file_path", "a.log", "content", "one\n", "mode", "a"));

    assertThat(write(Map.of("file_path", "a.log", "content", "two\n", "mode", "a")))
        .isEqualTo(new ToolResult.Completed("Added to 'a.log'; it has 8 bytes now."));
    assertThat(own.resolve("a.log")).hasContent("one\ntwo\n");
  }

  @Test
  void write_encoding_isKept() throws IOException {
    write(Map.of("file_path", "a.txt", "content", "Größe", "encoding", "iso-8859-1"));

    assertThat(Files.readString(own.resolve("a.txt"), StandardCharsets.ISO_8859_1))
        .isEqualTo("Größe");
    assertThat(write(Map.of("file_path", "b.txt", "content", "雨", "encoding", "iso-8859-1")).text())
        .contains("characters that iso-8859-1 lacks");
  }

  @Test
  void write_moreThanAFileMayHold_changesNothing() {
    assertThat(write("a.txt", "x".repeat(1_001)).text()).contains("more than 1000 bytes");
    write("a.log", "x".repeat(900));
    assertThat(write(Map.of("file_path", "a.log", "content", "x".repeat(101), "mode", "a")).text())
        .contains("more than 1000 bytes");
    assertThat(own.resolve("a.log")).hasSize(900);
    assertThat(own.resolve("a.txt")).doesNotExist();
  }

  @Test
  void write_moreThanACallerMayHold_isRefused() {
    for (String name : List.of("a.txt", "b.txt")) {
      assertThat(write(name, "x".repeat(1_000))).isInstanceOf(ToolResult.Completed.class);
    }
    assertThat(write("c.txt", "x".repeat(1_000)).text()).contains("too many files, or too large");
    assertThat(own.resolve("c.txt")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.sh", "a.php", "a.txt.exe", "noextension", "a.jar", "crew.yaml/x"})
  void write_otherTypes_areRefused(String path) {
    assertThat(write(path, "x").text()).startsWith("File write failed: ").contains("types");
  }

  /** RCrewAI writes beside the working directory where a name begins alike. */
  @Test
  void write_directoryWhoseNameBeginsAlike_isOutOfReach() throws IOException {
    Path alike = Files.createDirectories(files.resolve("callers/alice_evil"));

    assertThat(write("../alice_evil/a.txt", "x")).isInstanceOf(ToolResult.Failed.class);
    assertThat(write(alike.resolve("a.txt").toString(), "x")).isInstanceOf(ToolResult.Failed.class);
    assertThat(alike).isEmptyDirectory();
  }

  /** RCrewAI writes through links. */
  @Test
  void write_throughLinks_reachesNothingOutside() throws IOException {
    Path outside = Files.createDirectories(files.resolve("outside"));
    Path victim = Files.writeString(outside.resolve("victim.txt"), "untouched");
    Files.createDirectories(own);
    Files.createSymbolicLink(own.resolve("dir"), outside);
    Files.createSymbolicLink(own.resolve("file.txt"), victim);
    Files.createSymbolicLink(own.resolve("new.txt"), outside.resolve("made.txt"));

    for (String mode : List.of("w", "a")) {
      for (String path : List.of("dir/a.txt", "file.txt", "new.txt", "dir/sub/a.txt")) {
        assertThat(write(Map.of("file_path", path, "content", "x", "mode", mode)).text())
            .as(path)
            .startsWith("File write failed: ");
      }
    }
    assertThat(victim).hasContent("untouched");
    assertThat(outside).isDirectoryContaining(victim::equals);
    assertThat(Files.isSymbolicLink(own.resolve("file.txt"))).isTrue();
    assertThat(Files.exists(own.resolve("new.txt"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    try (Stream<Path> there = Files.list(outside)) {
      assertThat(there).containsExactly(victim);
    }
  }

  @Test
  void write_sharedFile_makesAnOwnOneBesideIt() throws IOException {
    Path shared = Files.createDirectories(files.resolve("shared"));
    Files.writeString(shared.resolve("a.txt"), "shared");

    write("a.txt", "mine");

    assertThat(shared.resolve("a.txt")).hasContent("shared");
    assertThat(own.resolve("a.txt")).hasContent("mine");
  }

  @Test
  void write_placeOfADirectory_isRefused() throws IOException {
    Files.createDirectories(own.resolve("a.txt/b"));

    assertThat(write("a.txt", "x").text()).contains("is not a regular file");
    assertThat(write("1/2/3/4/5/6/7/8/9.txt", "x").text()).contains("directories deep");
  }

  private List<Path> hidden() throws IOException {
    List<Path> hidden = new ArrayList<>();
    try (Stream<Path> all = Files.walk(files)) {
      all.filter(path -> path.getFileName().toString().startsWith(".")).forEach(hidden::add);
    }
    return hidden;
  }

  private ToolResult write(String path, String content) {
    return write(Map.of("file_path", path, "content", content));
  }

  private ToolResult write(Map<String, Object> arguments) {
    return writer.run(ToolInputs.of(arguments));
  }
}
