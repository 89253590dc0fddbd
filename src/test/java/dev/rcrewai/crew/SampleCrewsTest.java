package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered in {@code conf} works as it is. */
class SampleCrewsTest {
  private static final Path CONF = Path.of("conf");
  private static final List<Path> DIRECTORIES =
      List.of(CONF.resolve("crews"), CONF.resolve("examples"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void crews_ofTheRepository_loadWithoutAWord() {
    var results = new CrewLoader(CrewFiles.TOOLS).loadAll(DIRECTORIES);

    assertThat(results)
        .allMatch(LoadResult.Usable.class::isInstance)
        .allSatisfy(result -> assertThat(result.warnings()).isEmpty());
    assertThat(crews()).extracting(Crew::name).contains("customer_support", "data_analysis");
  }

  @Test
  void crews_ofTheRepository_runOnTheirOwnExamples() {
    for (var crew : crews()) {
      var result = new InputCheck(crew).check(examples(crew));

      assertThat(result).as(crew.name()).isInstanceOf(InputCheck.Result.Accepted.class);
      var inputs = ((InputCheck.Result.Accepted) result).inputs();
      assertThat(crew.tasks())
          .allSatisfy(
              task -> assertThat(Placeholders.fill(task.description(), inputs)).isNotBlank());
    }
  }

  @Test
  void files_thatTheCrewsName_areThere() {
    var shared = CONF.resolve("files/shared");

    assertThat(shared.resolve("sales.csv")).exists();
    assertThat(shared.resolve("support-handbook.md")).exists();
  }

  @Test
  void schema_forEditors_isWhatTheLoaderChecks() throws IOException {
    assertThat(Files.readString(CONF.resolve("crew.schema.json"))).isEqualTo(CrewSchema.text());
  }

  @Test
  void schema_bounds_areThoseOfTheModel() throws IOException {
    var schema = JSON.readTree(CrewSchema.text());

    assertThat(schema.at("/definitions/tasks/maxProperties").asInt()).isEqualTo(Task.TASKS_MAX);
    assertThat(schema.at("/definitions/agent/properties/max_iter/default").asInt())
        .isEqualTo(Agent.TURNS_MAX_DEFAULT);
  }

  @Test
  void schema_whatIsNotOffered_saysWhy() throws IOException {
    var marked = JSON.readTree(CrewSchema.text()).findParents(CrewSchema.NOT_OFFERED);

    assertThat(marked)
        .filteredOn(field -> field.path(CrewSchema.NOT_OFFERED).isTextual())
        .hasSizeGreaterThan(20)
        .allSatisfy(field -> {
          assertThat(field.path(CrewSchema.NOT_OFFERED).asText()).isIn("problem", "warning");
          assertThat(field.path("deprecationMessage").asText())
              .startsWith("Not offered by this version: ");
        });
  }

  @Test
  void crew_ofTheTutorial_loadsWithoutAWord(@TempDir Path directory) throws IOException {
    var page = Files.readString(Path.of("docs/crews.md"));
    var yaml = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n"));
    var files = new CrewFiles(directory);

    assertThat(files.problems(yaml)).isEmpty();
    assertThat(files.warnings(yaml)).isEmpty();
  }

  @Test
  void docs_ofFields_nameEveryFieldOfTheSchema() throws IOException {
    var page = Files.readString(Path.of("docs/crews.md"));
    var schema = JSON.readTree(CrewSchema.text());

    for (var place : List.of("", "/definitions/agent", "/definitions/task", "/definitions/input")) {
      for (var field : schema.at(place + "/properties").properties()) {
        var isOurs = field.getValue().path("deprecationMessage").isMissingNode();
        var isSilent = field.getValue().path("description").asText().startsWith("CrewAI's;");
        if (isOurs && !isSilent) {
          assertThat(page).contains("`" + field.getKey() + "`");
        }
      }
    }
  }

  private static List<Crew> crews() {
    return new CrewLoader(CrewFiles.TOOLS)
        .loadAll(DIRECTORIES).stream()
            .filter(LoadResult.Loaded.class::isInstance)
            .map(result -> ((LoadResult.Loaded) result).crew())
            .toList();
  }

  private static Map<String, Object> examples(Crew crew) {
    var examples = new LinkedHashMap<String, Object>();
    JsonNode schema = JSON.valueToTree(crew.inputs());
    for (var property : schema.path("properties").properties()) {
      var example = property.getValue().at("/examples/0");
      if (!example.isMissingNode()) {
        examples.put(property.getKey(), example.asText());
      }
    }
    return examples;
  }
}
