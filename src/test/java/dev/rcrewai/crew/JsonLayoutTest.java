package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crews as CrewAI's own generator lays them out today. */
class JsonLayoutTest {
  private static final String CREW =
      """
      {
      \t// The name that people see
        "name": "Market \\u00dcberblick", /* in two
        lines */
        "agents": ["researcher", "analyst"],
        "tasks": [
          {
            "name": "research",
            "description": "Research {topic} in {year}; see http://example.org//{topic}",
            "expected_output": "Notes",
            "agent": "researcher",
          },
          {
            "name": "analysis",
            "description": "Analyse the notes for {audience}.",
            "expected_output": "A report",
            "agent": "analyst",
            "context": ["research"]
          }
        ],
        "process": "sequential",
        "verbose": true,
        "stream": false,
        "inputs": { "topic": "AI agents", "year": 2026 },
      }
      """;
  private static final String RESEARCHER =
      """
      {
        "role": "{topic} Researcher", // who
        "goal": "Find facts",
        "backstory": "You cite \\"evidence\\".",
        "llm": "openai/gpt-4o",
        "tools": [],
        "settings": {
          "verbose": false,
          "max_iter": 7
        }
      }
      """;
  private static final String ANALYST = "{\"role\": \"Analyst\", \"goal\": \"Explain\"}";

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
  }

  private LoadResult load(String crew, String researcher) {
    files.write("market/crew.jsonc", crew);
    files.write("market/agents/researcher.jsonc", researcher);
    files.write("market/agents/analyst.json", ANALYST);
    return new CrewLoader(CrewFiles.TOOLS).load(directory.resolve("market"));
  }

  @Test
  void load_crewAndAgents_areACrewNamedLikeTheDirectory() {
    var crew = ((LoadResult.Loaded) load(CREW, RESEARCHER)).crew();

    assertThat(crew.name()).isEqualTo("market");
    assertThat(crew.description()).isEqualTo("Market \u00dcberblick");
    assertThat(crew.tasks()).extracting(Task::name).containsExactly("research", "analysis");
    assertThat(crew.tasks().getFirst().description()).contains("http://example.org//{topic}");
    var researcher = crew.agent("researcher");
    assertThat(researcher.backstory()).isEqualTo("You cite \"evidence\".");
    assertThat(researcher.turnsMax()).isEqualTo(7);
    assertThat(researcher.llm()).isEqualTo(new AgentModel("openai", "gpt-4o", null, null));
  }

  @Test
  void inputs_areDefaults_andWhatElsePromptsNameIsRequired() {
    var inputs = ((LoadResult.Loaded) load(CREW, RESEARCHER)).crew().inputs();

    assertThat(inputs.get("required")).isEqualTo(List.of("audience"));
    assertThat(inputs.get("properties"))
        .isEqualTo(
            Map.of(
                "topic", Map.of("type", "string", "default", "AI agents"),
                "year", Map.of("type", "integer", "default", 2026),
                "audience", Map.of("type", "string")));
  }

  @Test
  void problems_haveTheirFileAndPlace() {
    var crew =
        CREW.replace("\"agent\": \"analyst\"", "\"agent\": \"analist\"")
            .replace("[\"researcher\",", "[\"researcher\", \"nobody\",");
    var researcher = RESEARCHER.replace("\"goal\"", "\"gaol\"").replace("7", "0");

    assertThat(files.problems(load(crew, researcher)))
        .anyMatch(
            problem -> problem.startsWith("market/crew.jsonc:5:28: there is no agents/nobody"))
        .anyMatch(problem -> problem.startsWith("market/crew.jsonc:17:"))
        .anyMatch(problem -> problem.startsWith("market/agents/researcher.jsonc:3:3: unknown key"))
        .anyMatch(problem -> problem.startsWith("market/agents/researcher.jsonc:9:17: max_iter"));
  }

  @Test
  void tasks_withoutAName_orWithOneTwice_areProblems() {
    var unnamed = CREW.replace("\"name\": \"research\",", "");
    var twice = CREW.replace("\"name\": \"analysis\"", "\"name\": \"research\"");

    assertThat(files.problems(load(unnamed, RESEARCHER)))
        .anyMatch(problem -> problem.endsWith("name is missing; a task needs one"));
    assertThat(files.problems(load(twice, RESEARCHER)))
        .contains("market/crew.jsonc:14:15: 'research' is there twice");
  }

  @Test
  void syntaxError_hasItsPlace() {
    assertThat(files.problems(load(CREW.replace("\"process\":", "\"process\""), RESEARCHER)))
        .isNotEmpty()
        .allMatch(problem -> problem.startsWith("market/crew.jsonc:2"));
  }

  @Test
  void directoryOfCrews_findsIt() {
    load(CREW, RESEARCHER);
    files.write("haiku.yaml", CrewFiles.MINIMAL);

    assertThat(new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory)))
        .hasSize(2)
        .allMatch(LoadResult.Loaded.class::isInstance);
  }
}
