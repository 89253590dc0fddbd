package dev.rcrewai.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ToolArguments;
import dev.rcrewai.tool.ToolInput;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileReaderTest {
  private static final int RESULT_CHARS_MAX = 1_400;

  @TempDir Path files;
  private Path own;
  private FileReader reader;

  @BeforeEach
  void files() throws IOException {
    own = Files.createDirectories(files.resolve("callers/alice"));
    reader = new FileReader(new FileJail(files, 100_000), RESULT_CHARS_MAX);
  }

  @Test
  void read_smallFile_givesHeaderAndContent() throws Exception {
    Path file = write("sales.csv", "month,total\nmay,5\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-05-04T03:02:01.9Z")));

    assertThat(read(Map.of("file_path", "sales.csv")))
        .isEqualTo(
            new ToolResult.Completed(
                """
                File: sales.csv
                Size: 18 bytes
                Modified: 2026-05-04T03:02:01Z

                month,total
                may,5
                """));
  }

  @Test
  void read_firstLines_givesThemAlone() throws Exception {
    write("a.log", "one\r\ntwo\r\nthree\r\n");

    assertThat(read(Map.of("file_path", "a.log", "lines", 2)).text())
        .startsWith("File: a.log (first 2 lines)\n")
        .endsWith("\n\none\r\ntwo\r\n");
  }

  @Test
  void read_fewerLinesThanAsked_givesAll() throws Exception {
    write("a.log", "one\ntwo");

    assertThat(read(Map.of("file_path", "a.log", "lines", 99)).text()).endsWith("\n\none\ntwo");
  }

  @Test
  void read_longFile_isCutAndSaysHowMuchIsMissing() throws Exception {
    write("a.txt", "x".repeat(12_345));

    String text = read(Map.of("file_path", "a.txt")).text();

    assertThat(text)
        .hasSizeLessThanOrEqualTo(RESULT_CHARS_MAX)
        .contains("x".repeat(1_000))
        .endsWith("\n[cut: the first 1,000 of 12,345 characters are shown; 11,345 are missing]");
  }

  @Test
  void read_cutInsideAnEmoji_leavesItOut() throws Exception {
    write("a.txt", "x".repeat(999) + "😀".repeat(50));

    assertThat(read(Map.of("file_path", "a.txt")).text()).contains("x\n[cut: the first 999 of");
  }

  @Test
  void read_emptyFile_saysSo() throws Exception {
    write("a.txt", "");

    assertThat(read(Map.of("file_path", "a.txt")).text()).endsWith("(the file is empty)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "utf-16", "iso-8859-1", "windows-1252"})
  void read_encodingIsNamed_isDecoded(String encoding) throws Exception {
    Files.write(own.resolve("a.md"), "Größe ±".getBytes(Charset.forName(encoding)));

    assertThat(read(Map.of("file_path", "a.md", "encoding", encoding)).text())
        .endsWith("\n\nGröße ±");
  }

  @Test
  void read_byteOrderMark_isNotPartOfTheText() throws Exception {
    write("a.json", "\ufeff{}");

    assertThat(read(Map.of("file_path", "a.json")).text()).endsWith("\n\n{}");
  }

  @Test
  void read_notInThatEncoding_saysWhatToTry() throws Exception {
    Files.write(own.resolve("a.txt"), "Größe".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(read(Map.of("file_path", "a.txt")))
        .isEqualTo(
            new ToolResult.Failed(
                "File read failed: 'a.txt' is not utf-8 text. Try another encoding"));
  }

  @Test
  void read_otherType_namesTheTypes() throws Exception {
    write("id_rsa", "secret");

    assertThat(read(Map.of("file_path", "id_rsa")))
        .isEqualTo(
            new ToolResult.Failed(
                "File read failed: 'id_rsa' is not one of the types"
                    + " .txt .md .json .yaml .yml .csv .log"));
  }

  @Test
  void read_missingFile_listsWhatThereIs() throws Exception {
    write("reports/may.csv", "x");
    write("id_rsa", "x");
    Files.createDirectories(files.resolve("shared"));
    Files.writeString(files.resolve("shared/guide.md"), "x");

    assertThat(read(Map.of("file_path", "sales.csv")))
        .isEqualTo(
            new ToolResult.Failed(
                "File read failed: there is no 'sales.csv'."
                    + " Available files: guide.md, reports/may.csv"));
  }

  @Test
  void read_missingAmongMany_listsTwenty() throws Exception {
    for (int i = 10; i < 40; i++) {
      write(i + ".txt", "x");
    }

    assertThat(read(Map.of("file_path", "sales.csv")).text()).endsWith("28.txt, 29.txt, and more");
  }

  @Test
  void read_missingAndNothingThere_saysSo() throws Exception {
    assertThat(read(Map.of("file_path", "a.txt")).text()).endsWith("No files are available");
  }

  @Test
  void read_refusedPath_saysWhy() throws Exception {
    assertThat(read(Map.of("file_path", "../bob/secret.txt")))
        .isEqualTo(
            new ToolResult.Failed("File read failed: '../bob/secret.txt' must not go up with .."));
  }

  @Test
  void read_longStrangePath_isNotRepeatedInFull() throws Exception {
    String text = read(Map.of("file_path", "a\n".repeat(2_000) + ".txt")).text();

    assertThat(text).hasSizeLessThan(400).doesNotContain("\n");
  }

  private ToolResult read(Map<String, Object> arguments) throws IOException {
    return reader.run(new ToolInput(new ToolArguments(arguments), "alice", Instant.MAX, "key"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = own.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
