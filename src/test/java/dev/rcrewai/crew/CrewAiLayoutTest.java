package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrewAiLayoutTest {
  private static final String AGENTS =
      """
      researcher:
        role: >
          {topic} Researcher
        goal: >
          Find what is new in {topic}
        backstory: >
          You find what matters and say it clearly.
        verbose: true
        allow_delegation: false
      reporting_analyst:
        role: >
          {topic} Analyst
        goal: >
          Turn findings into a report
        backstory: >
          You write reports that people finish.
      """;
  private static final String TASKS =
      """
      research_task:
        description: >
          Research {topic}; the year is {current_year}.
        expected_output: >
          Ten findings
        agent: researcher
      reporting_task:
        description: >
          Expand each finding into a section.
        expected_output: >
          A report
        agent: reporting_analyst
      """;

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
  }

  @Test
  void load_twoFiles_areACrewNamedLikeTheDirectory() {
    files.write("news/agents.yaml", AGENTS);
    files.write("news/tasks.yaml", TASKS);

    var crew = ((LoadResult.Loaded) load("news")).crew();

    assertThat(crew.name()).isEqualTo("news");
    assertThat(crew.process()).isEqualTo(Process.SEQUENTIAL);
    assertThat(crew.agent("researcher").role()).isEqualTo("{topic} Researcher");
    assertThat(crew.tasks())
        .extracting(Task::context)
        .containsExactly(List.of(), List.of("research_task"));
  }

  @Test
  void load_placeholders_becomeRequiredInputs() {
    files.write("news/config/agents.yaml", AGENTS);
    files.write("news/config/tasks.yaml", TASKS);

    var crew = ((LoadResult.Loaded) load("news")).crew();

    assertThat(crew.inputs())
        .containsEntry("required", List.of("topic", "current_year"))
        .containsEntry(
            "properties",
            Map.of("topic", Map.of("type", "string"), "current_year", Map.of("type", "string")));
  }

  @Test
  void load_problemsInBothFiles_areAllReported() {
    files.write("news/agents.yaml", AGENTS.replace("  goal: >\n    Turn", "  gaol: >\n    Turn"));
    files.write("news/tasks.yaml", TASKS.replace("agent: researcher", "agent: reseacher"));

    assertThat(files.problems(load("news")))
        .containsExactly(
            "news/agents.yaml:13:3: unknown key 'gaol'; did you mean 'goal'?",
            "news/tasks.yaml:6:10: unknown agent 'reseacher'; did you mean 'researcher'?");
  }

  @Test
  void load_oneFileMissing_saysWhich() {
    files.write("news/agents.yaml", AGENTS);

    assertThat(files.problems(load("news")))
        .containsExactly("news/tasks.yaml:1:1: there is no such file");
  }

  @Test
  void loadAll_crewsDirectory_findsFilesAndLayouts() {
    files.write("crews/alone.yaml", CrewFiles.MINIMAL);
    files.write("crews/news/config/agents.yaml", AGENTS);
    files.write("crews/news/config/tasks.yaml", TASKS);

    assertThat(new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory.resolve("crews"))))
        .extracting(result -> ((LoadResult.Loaded) result).crew().name())
        .containsExactly("alone", "news");
  }

  @Test
  void loadAll_layoutItself_isOneCrew() {
    files.write("news/agents.yaml", AGENTS);
    files.write("news/tasks.yaml", TASKS);

    assertThat(new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory.resolve("news"))))
        .hasSize(1);
  }

  private LoadResult load(String name) {
    return new CrewLoader(CrewFiles.TOOLS).load(directory.resolve(name));
  }
}
