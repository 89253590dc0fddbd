package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What published crews of CrewAI's do that crews written for this server do not. */
class CrewAiQuirksTest {
  private static final String BAKER = "baker: {role: Baker, goal: Bake bread and rolls}\n";
  private static final String CARTER = "carter: {role: Carter, goal: Deliver goods to houses}\n";
  private static final String TASKS =
      """
      make: {description: 'Bake {count} rolls.', expected_output: Rolls}
      bring: {description: Deliver them to all houses., expected_output: Thanks}
      """;

  @TempDir private Path directory = Path.of(".");
  private CrewFiles files = new CrewFiles(directory);

  @BeforeEach
  void use() {
    files = new CrewFiles(directory);
  }

  private LoadResult load(String agents, String tasks) {
    return load(agents, tasks, CrewFiles.TOOLS);
  }

  private LoadResult load(String agents, String tasks, Set<String> tools) {
    files.write("bakery/config/agents.yaml", agents);
    files.write("bakery/config/tasks.yaml", tasks);
    return new CrewLoader(tools).load(directory.resolve("bakery"));
  }

  private Crew loaded(LoadResult result) {
    assertThat(files.problems(result)).isEmpty();
    return ((LoadResult.Loaded) result).crew();
  }

  @Test
  void task_withoutAgent_isTheOnlyAgentsInSilence() {
    var result = load(BAKER, TASKS);

    assertThat(loaded(result).tasks()).extracting(Task::agent).containsOnly("baker");
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void task_withoutAgent_isTheBestAgents_withAWarning() {
    var result = load(BAKER + CARTER, TASKS);

    assertThat(loaded(result).tasks()).extracting(Task::agent).containsExactly("baker", "carter");
    assertThat(files.words(result.warnings()))
        .containsExactly(
            "bakery/config/tasks.yaml:1:1: agent is missing in 'make'; 'baker' fits best and gets"
                + " it; set agent to decide it",
            "bakery/config/tasks.yaml:2:1: agent is missing in 'bring'; 'carter' fits best and gets"
                + " it; set agent to decide it");
  }

  @Test
  void task_withAgent_isNotGuessed() {
    var result = load(BAKER + CARTER, TASKS.replace("Rolls}", "Rolls, agent: carter}"));

    assertThat(loaded(result).tasks().getFirst().agent()).isEqualTo("carter");
  }

  @Test
  void expectedOutput_blank_isAWarning() {
    var result = load(BAKER, "make:\n  description: Bake.\n  expected_output: >\n\n");

    assertThat(loaded(result).tasks().getFirst().expectedOutput()).isEmpty();
    assertThat(files.words(result.warnings()))
        .containsExactly(
            "bakery/config/tasks.yaml:3:20: expected_output is ''; expected text that is not"
                + " blank");
  }

  @Test
  void expectedOutput_missing_isAProblem() {
    assertThat(files.problems(load(BAKER, "make: {description: Bake.}")))
        .containsExactly("bakery/config/tasks.yaml:1:1: expected_output is missing in 'make'");
  }

  @Test
  void python_besideTheFiles_isAWarningThatItIsNotRead() {
    files.write("bakery/bakery_crew.py", "tools = [SerperDevTool()]");
    files.write("bakery/main.py", "");

    assertThat(files.words(load(BAKER, TASKS).warnings()))
        .containsExactly(
            "bakery/bakery_crew.py:1:1: Python is not read here; write the tools, agents and other"
                + " fields that it sets in agents.yaml and tasks.yaml");
  }

  @Test
  void tools_thatDoTheSame_areTheServersOnce_withWarnings() {
    var result = load(BAKER.replace("}", ", tools: [SerperDevTool, EXASearchTool]}"), TASKS);

    assertThat(loaded(result).agent("baker").tools()).containsExactly("web_search");
    assertThat(files.words(result.warnings()))
        .containsExactly(
            "bakery/config/agents.yaml:1:58: 'SerperDevTool' is web_search on this server",
            "bakery/config/agents.yaml:1:73: 'EXASearchTool' is web_search on this server");
  }

  @Test
  void tools_ofTheOperatorsByThatName_areKept() {
    var result =
        load(
            BAKER.replace("}", ", tools: [SerperDevTool]}"),
            TASKS,
            Set.of("SerperDevTool", "web_search"));

    assertThat(loaded(result).agent("baker").tools()).containsExactly("SerperDevTool");
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void tools_thatAreNotHere_areProblemsThatSayWhatIs() {
    var tools =
        "FileWriterTool, ScrapeWebsiteTool, PDFSearchTool, 'custom:oven', BrewTool, web_serch";
    var offered = Set.of("calculator", "pdf_processor", "web_search");

    assertThat(
            files.problems(load(BAKER.replace("}", ", tools: [" + tools + "]}"), TASKS, offered)))
        .extracting(problem -> problem.replaceFirst(".*: unknown tool ", ""))
        .containsExactly(
            "'FileWriterTool'; it is 'file_writer' here, which this server does not offer",
            "'ScrapeWebsiteTool'; the nearest here is 'http_request', which this server does not"
                + " offer",
            "'PDFSearchTool'; the nearest here is 'pdf_processor'",
            "'custom:oven': it is Python, which does not run here; declare it as an HTTP or MCP"
                + " tool",
            "'BrewTool'; there is calculator, pdf_processor, web_search",
            "'web_serch'; did you mean 'web_search'?");
  }

  @Test
  void names_thatCannotBe_areProblemsThatSayWhatToWrite() {
    var tasks = TASKS.replace("make:", "Make Rolls:").replace("bring:", "bringThem:");

    assertThat(files.problems(load(BAKER.replace("baker:", "Head Baker:"), tasks)))
        .containsExactly(
            "bakery/config/agents.yaml:1:1: the name 'Head Baker' must match ^[A-Za-z0-9_-]{1,64}$;"
                + " write 'Head_Baker', also where it is referred to",
            "bakery/config/tasks.yaml:1:1: the name 'Make Rolls' must match ^[a-z0-9_-]{1,64}$;"
                + " write 'make_rolls', also where it is referred to",
            "bakery/config/tasks.yaml:2:1: the name 'bringThem' must match ^[a-z0-9_-]{1,64}$;"
                + " write 'bringthem', also where it is referred to");
  }

  @Test
  void names_ofNoLettersThatWeHave_areProblemsWithoutAdvice() {
    assertThat(files.problems(load(BAKER, TASKS.replace("make:", "\u70e4:"))))
        .containsExactly(
            "bakery/config/tasks.yaml:1:1: the name '\u70e4' must match ^[a-z0-9_-]{1,64}$");
  }

  @Test
  void directory_thatCannotNameACrew_isToBeRenamed() {
    files.write("my bakery/agents.yaml", BAKER);
    files.write("my bakery/tasks.yaml", TASKS);

    assertThat(files.problems(new CrewLoader(Set.of()).load(directory.resolve("my bakery"))))
        .containsExactly(
            "my bakery/tasks.yaml:1:1: the crew would be named 'my bakery' after its directory, but"
                + " a name must match [A-Za-z0-9_-]{1,64}; rename the directory");
  }

  @Test
  void windowsLineEnds_andFoldedText_areRead() {
    var tasks =
        """
        \uFEFF# rolls
        make:
          description: >
            Bake
            bread.

            Well.
          expected_output: Bread
        """
            .replace("\n", "\r\n");

    assertThat(loaded(load(BAKER, tasks)).tasks().getFirst().description())
        .isEqualTo("Bake bread.\nWell.");
  }

  @Test
  void loadAll_project_findsTheCrewsInSrcAndCrews() {
    for (var crew :
        List.of(
            "one/src/bakery",
            "two/crews/mill",
            "three/src/flow/crews/farm",
            "three/src/flow/crews/.old",
            "four/lib/none")) {
      files.write(crew + "/config/agents.yaml", BAKER);
      files.write(crew + "/config/tasks.yaml", TASKS);
    }
    files.write("three/src/flow/main.py", "");

    assertThat(names(directory)).containsExactly("bakery", "farm", "mill");
    assertThat(names(directory.resolve("three"))).containsExactly("farm");
    assertThat(names(directory.resolve("one/src/bakery"))).containsExactly("bakery");
  }

  private List<String> names(Path path) {
    return new CrewLoader(Set.of())
        .loadAll(List.of(path)).stream().map(result -> loaded(result).name()).sorted().toList();
  }
}
