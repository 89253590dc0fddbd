package dev.rcrewai.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ToolArguments;
import dev.rcrewai.tool.ToolInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task's answer in the caller's own files, and nowhere else. */
final class AnswerFileTest {
  @TempDir Path files;
  private AnswerFile tool;

  @BeforeEach
  void tool() {
    tool = new AnswerFile(new FileJail(files, 100), 1_000_000);
  }

  @Test
  void write_withDirectories_isInTheCallersDirectory() throws IOException {
    assertThat(write("out/2026/report.md", true, "# Tea 🍵\n"))
        .isEqualTo(new ToolResult.Completed("wrote 11 bytes to out/2026/report.md"));
    assertThat(Files.readString(files.resolve("callers/alice/out/2026/report.md")))
        .isEqualTo("# Tea 🍵\n");
  }

  @Test
  void write_twice_leavesOneFileWithTheLastText() throws IOException {
    write("a.md", true, "a longer first text");
    write("a.md", true, "second");

    assertThat(Files.readString(files.resolve("callers/alice/a.md"))).isEqualTo("second");
    assertThat(names(files.resolve("callers/alice"))).containsExactly("a.md");
  }

  @Test
  void write_withoutItsDirectory_isRefusedWhereNoneIsToBeMade() throws IOException {
    assertThat(write("out/a.md", false, "text"))
        .isEqualTo(
            new ToolResult.Failed("its directory is not there, and create_directory is false"));

    Files.createDirectories(files.resolve("callers/alice/out"));
    assertThat(write("out/a.md", false, "text")).isInstanceOf(ToolResult.Completed.class);
    assertThat(write("b.md", false, "text")).isInstanceOf(ToolResult.Completed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../bob/a.md", "/etc/passwd", "~/a.md", ".ssh/key", "a\\b", "a/../../b"})
  void write_outside_isRefused(String path) throws IOException {
    Files.createDirectories(files.resolve("callers/bob"));

    assertThat(write(path, true, "text")).isInstanceOf(ToolResult.Failed.class);
    assertThat(write(path, false, "text")).isInstanceOf(ToolResult.Failed.class);
    assertThat(names(files.resolve("callers/bob"))).isEmpty();
  }

  @Test
  void write_throughALinkOut_isRefused(@TempDir Path elsewhere) throws IOException {
    Files.createDirectories(files.resolve("callers/alice"));
    Files.createSymbolicLink(files.resolve("callers/alice/out"), elsewhere);
    Files.writeString(elsewhere.resolve("b.md"), "as it was");
    Files.createSymbolicLink(files.resolve("callers/alice/b.md"), elsewhere.resolve("b.md"));

    assertThat(write("out/a.md", true, "text")).isInstanceOf(ToolResult.Failed.class);
    assertThat(write("out/a.md", false, "text")).isInstanceOf(ToolResult.Failed.class);
    assertThat(write("b.md", true, "text")).isInstanceOf(ToolResult.Failed.class);
    assertThat(names(elsewhere)).containsExactly("b.md");
    assertThat(Files.readString(elsewhere.resolve("b.md"))).isEqualTo("as it was");
  }

  @Test
  void write_whatIsTooLarge_isRefused() {
    assertThat(write("a.md", true, "x".repeat(101)))
        .isEqualTo(new ToolResult.Failed("the path would have more than 100 bytes"));
  }

  private ToolResult write(String path, boolean createDirectory, String content) {
    Map<String, Object> arguments =
        Map.of("path", path, "create_directory", createDirectory, "content", content);
    return tool.run(new ToolInput(new ToolArguments(arguments), "alice", Instant.MAX, "key"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
