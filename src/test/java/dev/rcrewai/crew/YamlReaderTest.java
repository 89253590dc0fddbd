package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class YamlReaderTest {
  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
  }

  @Test
  void read_syntaxErrors_haveTheirPlace() {
    assertThat(files.problems("agents: [a,\n"))
        .containsExactly(
            "crew.yaml:2:1: YAML: expected the node content, but found '<stream end>'");
    assertThat(files.problems("agents:\n\ta: b\n").getFirst())
        .startsWith("crew.yaml:2:1: YAML: found character '\\t(TAB)'");
    assertThat(files.problems("a: b: c\n"))
        .containsExactly("crew.yaml:1:5: YAML: mapping values are not allowed here");
    assertThat(files.problems("a: *nothing\n"))
        .containsExactly("crew.yaml:1:4: YAML: found undefined alias nothing");
  }

  @Test
  void read_emptyFile_isAProblem() {
    assertThat(files.problems("# only a comment\n"))
        .containsExactly("crew.yaml:1:1: the file is empty");
  }

  @Test
  void read_twoDocuments_areAProblem() {
    assertThat(files.problems("a: 1\n---\nb: 1\n").getFirst())
        .startsWith("crew.yaml:2:1: YAML: but found another document");
  }

  @Test
  void read_duplicateKey_namesBothLines() {
    assertThat(files.problems(CrewFiles.MINIMAL + "    agent: writer\n"))
        .containsExactly("crew.yaml:10:5: 'agent' is there twice; first in line 9");
  }

  @Test
  void read_keyThatIsNoText_isAProblem() {
    assertThat(files.problems("? [a]\n: b\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:1:3: a key must be text");
  }

  @Test
  void read_unknownTag_isAProblem() {
    assertThat(files.problems("name: !env NAME\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:1:7: the tag !env means nothing in a crew; remove it");
  }

  @Test
  void read_valueThatDoesNotFitItsTag_isAProblem() {
    assertThat(files.problems(CrewFiles.MINIMAL.replace("goal:", "max_iter: !!int x\n    goal:")))
        .contains("crew.yaml:4:15: 'x' does not fit its tag tag:yaml.org,2002:int");
  }

  @Test
  void read_notANumberOfJson_isAProblem() {
    assertThat(
            files.problems(
                CrewFiles.MINIMAL.replace("goal:", "llm: {temperature: .inf}\n    goal:")))
        .contains("crew.yaml:4:24: '.inf' is not a number that JSON has");
  }

  @Test
  void read_endlessNumber_isTakenAsText() {
    assertThat(
            files.problems(
                CrewFiles.MINIMAL.replace(
                    "goal:", "max_iter: " + "9".repeat(500_000) + "\n    goal:")))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:4:15: max_iter is '999")
        .hasSizeLessThan(200);
  }

  @Test
  void read_aliasBomb_isRefusedQuickly() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      var ten = String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)));
      bomb.append("a" + i + ": &a" + i + " [" + ten + "]\n");
    }

    assertThat(files.problems(bomb.toString()))
        .containsExactly(
            "crew.yaml:1:1: aliases make the file too large; write it with fewer of them");
  }

  @Test
  void read_aliasInsideItself_isRefused() {
    assertThat(files.problems("a: &a [*a]\n"))
        .containsExactly(
            "crew.yaml:1:1: aliases make the file too large; write it with fewer of them");
  }

  @Test
  void read_deepNesting_isRefusedWithItsPlace() {
    assertThat(files.problems("a: " + "[".repeat(500_000)))
        .containsExactly("crew.yaml:1:35: nested more than 32 deep");
  }

  @Test
  void read_tooManyValues_isRefused() {
    assertThat(files.problems("[" + "1,".repeat(200_000) + "]"))
        .singleElement()
        .asString()
        .endsWith(": too many values");
  }

  @Test
  void read_tooLargeFile_isRefused() {
    assertThat(files.problems("#".repeat((1 << 20) + 1)))
        .containsExactly("crew.yaml:1:1: the file is larger than 1 MiB; split the crew");
  }

  @Test
  void read_controlCharacter_hasItsPlace() {
    assertThat(files.problems("a: 1\nbé: \u0007\n"))
        .containsExactly("crew.yaml:2:5: YAML: control character U+7 is not allowed");
  }

  @Test
  void read_bytesThatAreNoText_haveTheirPlace() throws IOException {
    var file = directory.resolve("bytes.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', 'b', (byte) 0xff});

    assertThat(files.problems(new CrewLoader(CrewFiles.TOOLS).load(file)))
        .containsExactly("bytes.yaml:2:2: this is not UTF-8 text");
  }

  @Test
  void read_byteOrderMark_isSkipped() {
    assertThat(files.crew("\uFEFF" + CrewFiles.MINIMAL).name()).isEqualTo("crew");
  }

  @Test
  void read_directoryWithAFilesName_isAProblem() throws IOException {
    Files.createDirectories(directory.resolve("agents.yaml"));
    Files.writeString(directory.resolve("tasks.yaml"), "a: {}");

    assertThat(files.problems(new CrewLoader(CrewFiles.TOOLS).load(directory)).getFirst())
        .startsWith("agents.yaml:1:1: the file cannot be read: ");
  }

  @Test
  void read_textsBesideAstralCharacters_keepTheirColumns() {
    assertThat(
            files.problems(
                "name: '\uD83D\uDE00\uD83D\uDE00'\n"
                    + CrewFiles.MINIMAL.replace("a haiku", "\uD83D\uDE00 {x}")))
        .isEqualTo(
            List.of(
                "crew.yaml:1:7: name is '\uD83D\uDE00\uD83D\uDE00'; expected text that matches"
                    + " ^[A-Za-z0-9_-]{1,64}$",
                "crew.yaml:8:26: {x} is not declared under inputs"));
  }
}
