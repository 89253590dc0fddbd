package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import dev.rcrewai.crew.KnowledgeSource.Page;
import dev.rcrewai.crew.KnowledgeSource.SharedFile;
import dev.rcrewai.crew.KnowledgeSource.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeFieldsTest {
  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  private @Nullable Knowledge knowledge(String fields) {
    return files.crew(fields + "\n" + CrewFiles.MINIMAL).knowledge();
  }

  private List<String> problems(String fields) {
    return files.problems(fields + "\n" + CrewFiles.MINIMAL);
  }

  @Test
  void knowledge_isTextsFilesAndPages() {
    assertThat(
            knowledge(
                "knowledge: [{text: Tea is green}, {file: a/prices.csv}, {url: 'https://a.b/c'}]"))
        .isEqualTo(
            new Knowledge(
                List.of(
                    new Text("Tea is green"),
                    new SharedFile("a/prices.csv"),
                    new Page("https://a.b/c"))));
  }

  @Test
  void knowledgeSources_asCrewAiNamesThem_areFilesAndPages() {
    assertThat(knowledge("knowledge_sources: [handbook.pdf, 'https://a.b/c']"))
        .isEqualTo(
            new Knowledge(List.of(new SharedFile("handbook.pdf"), new Page("https://a.b/c"))));
    assertThat(knowledge("knowledge_sources: []")).isNull();
  }

  @Test
  void knowledge_ofAnAgent_isItsOwn() {
    var crew =
        files.crew(CrewFiles.MINIMAL.replace("goal:", "knowledge: [{text: Tea}]\n    goal:"));
    assertThat(crew.knowledge()).isNull();
    assertThat(crew.knowledgeOf(crew.agent("writer")))
        .containsExactly(new Knowledge(List.of(new Text("Tea"))));
  }

  @Test
  void knowledgeConfig_saysHowItIsCutAndFound() {
    var config = "{results_limit: 5, chunk_size: 400, chunk_overlap: 0, score_threshold: 0.3}";
    assertThat(knowledge("knowledge: [{text: Tea}]\nknowledge_config: " + config))
        .isEqualTo(new Knowledge(List.of(new Text("Tea")), 5, 400, 0));
    assertThat(knowledge("knowledge: [{text: Tea}]\nknowledge_config: {chunk_size: 200}"))
        .isEqualTo(new Knowledge(List.of(new Text("Tea")), 3, 200, 20));
  }

  @Test
  void callersFile_isNamedByInputs_whichAreDeclared() {
    var yaml =
        "knowledge: [{file: 'c/{contract}.md', of: caller}]\ninputs: {contract: {type: string}}\n"
            + CrewFiles.MINIMAL;
    assertThat(files.warnings(yaml)).isEmpty();
    var knowledge = files.crew(yaml).knowledge();
    assertThat(knowledge).isNotNull();
    assertThat(knowledge.filled(Map.of("contract", "7")).sources())
        .containsExactly(new CallersFile("c/7.md"));
    assertThat(problems("knowledge: [{file: 'c/{contract}.md', of: caller}]"))
        .singleElement()
        .asString()
        .contains("{contract} is not declared under inputs");
  }

  @Test
  void source_thatCannotBeRead_isAProblemAtItsPlace() {
    assertThat(problems("knowledge: [{file: logo.png}]"))
        .containsExactly(
            "crew.yaml:1:13: 'logo.png' cannot be read; expected a file that ends with one of:"
                + " csv, json, markdown, md, pdf, txt");
    assertThat(problems("knowledge: [{url: 'ftp://a.b'}]"))
        .containsExactly("crew.yaml:1:13: 'ftp://a.b' is no http or https address");
    assertThat(problems("knowledge: [{text: a, file: b.md}]"))
        .containsExactly("crew.yaml:1:13: expected one of text, file and url");
    assertThat(problems("knowledge: [{url: 'https://a.b', of: caller}]"))
        .containsExactly("crew.yaml:1:34: of says whose a file is; there is no file");
  }

  @Test
  void chunkOverlap_ofAWholeChunk_isAProblem() {
    assertThat(problems("knowledge_config: {chunk_size: 100, chunk_overlap: 100}"))
        .containsExactly(
            "crew.yaml:1:19: chunk_overlap is 100; expected less than chunk_size, which is 100");
  }
}
