package dev.rcrewai.crew;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.crew.Training.Feedback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFileTest {
  private static final String TAUGHT =
      """
      agents:
        writer:
          suggestions: [Name the season.]
          feedback: [{task: write, said: Which season is it?}]
      """;

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
    files.write("haiku.yaml", CrewFiles.MINIMAL);
  }

  @Test
  void crew_withATrainingBesideIt_hasTheSuggestionsInItsAgents() {
    files.write("haiku.training.yaml", TAUGHT);

    assertThat(crew(directory.resolve("haiku.yaml")).agent("writer").suggestions())
        .containsExactly("Name the season.");
  }

  @Test
  void crew_withoutOne_isPinnedAsByServersThatKnewNone() throws IOException {
    var crew = crew(directory.resolve("haiku.yaml"));

    assertThat(dev.rcrewai.execution.Json.write(crew)).doesNotContain("suggestions");
  }

  @Test
  void crew_inADirectory_hasItsTrainingThere() {
    files.write("news/agents.yaml", "writer: {role: Writer, goal: Write}\n");
    files.write("news/tasks.yaml", "write: {description: Write, expected_output: News}\n");
    files.write("news/training.yaml", TAUGHT);

    assertThat(crew(directory.resolve("news")).agent("writer").suggestions()).hasSize(1);
  }

  @Test
  void manager_ofTheServers_canBeTaught() {
    files.write("haiku.yaml", "process: hierarchical\nmanager_llm: gpt\n" + CrewFiles.MINIMAL);
    files.write("haiku.training.yaml", "agents: {crew_manager: {suggestions: [Check it.]}}\n");

    assertThat(crew(directory.resolve("haiku.yaml")).agent("crew_manager").suggestions())
        .containsExactly("Check it.");
  }

  @Test
  void problems_areThoseOfTheCrew_atTheirOwnPlaces() {
    files.write(
        "haiku.training.yaml",
        """
        agents:
          writter:
            suggestions: [Name it.]
          writer:
            sugestions: []
            feedback: [{task: write}]
        """);

    var result = new CrewLoader(CrewFiles.TOOLS).load(directory.resolve("haiku.yaml"));

    assertThat(files.problems(result))
        .containsExactly(
            "haiku.training.yaml:2:3: unknown agent 'writter'; did you mean 'writer'?",
            "haiku.training.yaml:5:5: unknown key 'sugestions'; did you mean 'suggestions'?",
            "haiku.training.yaml:6:16: said is missing in '0'");
  }

  @Test
  void directory_withTrainings_hasNoMoreCrews() {
    files.write("haiku.training.yaml", TAUGHT);

    var all = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory));

    assertThat(all).extracting(LoadResult::source).containsExactly(directory.resolve("haiku.yaml"));
  }

  @Test
  void training_thatIsNamed_isCheckedWithItsCrew() {
    var training = files.write("haiku.training.yaml", TAUGHT.replace("writer", "nobody"));

    var all = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(training));

    assertThat(files.problems(all.getFirst()).getFirst())
        .startsWith("haiku.training.yaml:2:3: unknown agent 'nobody'");
  }

  @Test
  void training_withoutACrew_isAProblem() {
    files.write("haku.training.yaml", TAUGHT);

    var all = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory));

    assertThat(all.stream().flatMap(result -> files.problems(result).stream()))
        .containsExactly(
            "haku.training.yaml:1:1: this trains the crew in haku.yaml, which is not there; name"
                + " both files alike");
  }

  private static Crew found(CrewRegistry registry) {
    return (Crew) requireNonNull(registry.find("haiku"));
  }

  @Test
  void registry_trainingThatChanged_isANewVersionOfTheCrew() {
    // So late that every file counts as settled, and is read again only where it has changed.
    var later = Instant.now().plusSeconds(3600);
    var registry = new CrewRegistry(directory, new CrewLoader(CrewFiles.TOOLS), () -> later);
    registry.reload();
    var before = found(registry);
    var training = files.write("haiku.training.yaml", TAUGHT);

    assertThat(registry.reload().loaded()).containsExactly("haiku");
    assertThat(found(registry).agent("writer").suggestions()).hasSize(1);
    assertThat(before.agent("writer").suggestions()).as("who has the old one keeps it").isEmpty();

    files.write("haiku.training.yaml", TAUGHT.replace("writer", "nobody"));
    assertThat(registry.reload().rejected()).containsOnlyKeys(directory.resolve("haiku.yaml"));
    assertThat(found(registry).agent("writer").suggestions())
        .as("a bad training leaves the crew as it was")
        .hasSize(1);
    assertThat(training.toFile().delete()).isTrue();
    registry.reload();
    assertThat(registry.find("haiku")).isEqualTo(before);
  }

  @Test
  void written_isReadAsItWas_whateverPeopleSaid() throws IOException {
    var file = directory.resolve("haiku.training.yaml");
    var said =
        List.of("no", "12", "- a: b # c", "two\nlines: {x}", "it's \"so\" [1]", "süß 🍵", "@at %p");
    var training =
        Training.NONE.with(
            "writer", said.stream().map(text -> new Feedback("write", text)).toList(), said);

    TrainingFile.write(file, training);

    var read = TrainingFile.load(file, crew(directory.resolve("haiku.yaml")));
    assertThat(read).as(Files.readString(file)).isEqualTo(training);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("haiku.yaml", "haiku.training.yaml");
  }

  @Test
  void load_ofABrokenFile_saysWhereItIsBroken() {
    var file = files.write("other.yaml", "agents: {nobody: {}}\n");

    assertThatThrownBy(() -> TrainingFile.load(file, crew(directory.resolve("haiku.yaml"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.yaml:1:10: unknown agent 'nobody'");
  }

  @Test
  void lessons_beyondTheBound_loseTheOldestFeedback() {
    var training = Training.NONE;
    for (int i = 0; i <= Training.FEEDBACK_MAX; i++) {
      training = training.with("writer", List.of(new Feedback("write", "no. " + i)), List.of());
    }

    assertThat(training.of("writer").feedback())
        .hasSize(Training.FEEDBACK_MAX)
        .first()
        .isEqualTo(new Feedback("write", "no. 1"));
    assertThat(training.of("nobody")).isEqualTo(Training.NONE.of("nobody"));
    assertThat(training.agents()).isEqualTo(Map.of("writer", training.of("writer")));
  }

  private static Crew crew(Path source) {
    return ((LoadResult.Loaded) new CrewLoader(CrewFiles.TOOLS).load(source)).crew();
  }
}
