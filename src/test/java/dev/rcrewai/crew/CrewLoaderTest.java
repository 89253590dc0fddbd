package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrewLoaderTest {
  private static final String FULL =
      """
      name: press_office
      description: Writes press releases
      process: parallel
      inputs:
        topic: {description: What it is about, example: A new bridge, max_length: 100}
        words: {type: integer, default: 300, minimum: 50, maximum: 900}
        quotes: {type: array, items: string, max_items: 5, required: false, default: []}
        tone:
          enum: [sober, warm]
          default: sober
      agents:
        writer:
          role: "Writer "
          goal: Write about {topic}
          backstory: |
            You write {tone} prose.
          tools: [web_search]
          llm: openai/gpt-4o
          max_iter: 5
          max_execution_time: 90.5
        editor:
          role: Editor
          goal: Cut to {words} words
          llm: {provider: openai, model: meta/llama-3, temperature: 0.2, max_tokens: 900}
      tasks:
        draft:
          description: Draft with {quotes}
          expected_output: A draft
          agent: writer
          tools: [file_reader]
          max_retries: 1
        edit:
          description: Edit
          expected_output: The release
          agent: editor
          context: [draft]
      """;

  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void load_everyField_isInTheCrew() {
    var crew = files.crew(FULL);

    assertThat(crew.name()).isEqualTo("press_office");
    assertThat(crew.description()).isEqualTo("Writes press releases");
    assertThat(crew.process()).isEqualTo(Process.PARALLEL);
    assertThat(crew.agent("writer"))
        .isEqualTo(
            new Agent(
                "writer",
                "Writer",
                "Write about {topic}",
                "You write {tone} prose.",
                List.of("web_search"),
                new AgentModel("openai", "gpt-4o", null, null),
                5,
                Duration.ofMillis(90_500)));
    assertThat(crew.agent("editor").llm())
        .isEqualTo(new AgentModel("openai", "meta/llama-3", 0.2, 900));
    assertThat(crew.tasks())
        .containsExactly(
            new Task(
                "draft",
                "Draft with {quotes}",
                "A draft",
                "writer",
                List.of(),
                List.of("file_reader"),
                1),
            new Task("edit", "Edit", "The release", "editor", List.of("draft"), List.of(), null));
  }

  @Test
  void load_inputs_becomeAJsonSchema() {
    assertThat(files.crew(FULL).inputs())
        .isEqualTo(
            Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                    "topic",
                    Map.of(
                        "type",
                        "string",
                        "description",
                        "What it is about",
                        "maxLength",
                        100,
                        "examples",
                        List.of("A new bridge")),
                    "words",
                    Map.of("type", "integer", "default", 300, "minimum", 50, "maximum", 900),
                    "quotes",
                    Map.of(
                        "type",
                        "array",
                        "items",
                        Map.of("type", "string"),
                        "maxItems",
                        5,
                        "default",
                        List.of()),
                    "tone",
                    Map.of("type", "string", "enum", List.of("sober", "warm"), "default", "sober")),
                "required",
                List.of("topic"),
                "additionalProperties",
                false));
  }

  @Test
  void load_onlyWhatIsRequired_hasDefaults() {
    var crew = files.crew(CrewFiles.MINIMAL);

    assertThat(crew.name()).isEqualTo("crew");
    assertThat(crew.description()).isEmpty();
    assertThat(crew.process()).isEqualTo(Process.SEQUENTIAL);
    assertThat(crew.inputs()).containsEntry("properties", Map.of());
    assertThat(crew.agent("writer"))
        .isEqualTo(new Agent("writer", "Writer", "Write well", "", List.of(), null, 20, null));
    assertThat(crew.tasks().getFirst().maxRetries()).isNull();
  }

  @Test
  void load_keysWithNothingBehindThem_areLikeNoKeys() {
    var crew =
        files.crew(
            """
            name:
            inputs:
              topic:
            agents:
              writer: {role: Writer, goal: On {topic}, backstory: , tools: , llm: {model: m, provider: }}
            tasks:
              write: {description: Write, expected_output: Text, agent: writer, context: }
            """
                .replace("On {topic}", "'On {topic}'"));

    assertThat(crew.inputs()).containsEntry("required", List.of("topic"));
    assertThat(crew.agent("writer").llm()).isEqualTo(new AgentModel(null, "m", null, null));
  }

  @Test
  void load_sequentialTaskWithoutContext_readsAllTasksAbove() {
    var crew = files.crew(threeTasks("sequential"));

    assertThat(crew.tasks())
        .extracting(Task::context)
        .containsExactly(List.of(), List.of("a"), List.of());
  }

  @Test
  void load_parallelTaskWithoutContext_readsNone() {
    assertThat(files.crew(threeTasks("parallel")).tasks())
        .extracting(Task::context)
        .containsExactly(List.of(), List.of(), List.of());
  }

  @Test
  void load_modelAlone_leavesTheProviderToTheServer() {
    var crew = files.crew(CrewFiles.MINIMAL.replace("goal:", "llm: gpt-4o\n    goal:"));

    assertThat(crew.agent("writer").llm()).isEqualTo(new AgentModel(null, "gpt-4o", null, null));
  }

  @Test
  void load_onlyATemperature_leavesTheModelToTheServer() {
    var crew = files.crew(CrewFiles.MINIMAL.replace("goal:", "llm: {temperature: 1}\n    goal:"));

    assertThat(crew.agent("writer").llm()).isEqualTo(new AgentModel(null, null, 1.0, null));
  }

  @Test
  void load_anchorsAndMergeKeys_areResolved() {
    var crew =
        files.crew(
            """
            agents:
              a: &base {role: A, goal: Work, max_iter: 3}
              b: {<<: *base, role: B}
            tasks:
              one: {description: One, expected_output: 1, agent: a}
              two: {description: Two, expected_output: "2", agent: b}
            """
                .replace("expected_output: 1", "expected_output: '1'"));

    assertThat(crew.agent("b").role()).isEqualTo("B");
    assertThat(crew.agent("b").turnsMax()).isEqualTo(3);
  }

  @Test
  void loadAll_directory_loadsWhatIsInItByPath(@TempDir Path directory) {
    var many = new CrewFiles(directory);
    many.write("b.yml", CrewFiles.MINIMAL);
    many.write("a.yaml", CrewFiles.MINIMAL);
    many.write("..data/c.yaml", CrewFiles.MINIMAL);
    many.write(".hidden.yaml", "{");
    many.write("notes.txt", "no crew");
    many.write("other/readme.yaml", "no crew");

    assertThat(new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory)))
        .extracting(result -> ((LoadResult.Loaded) result).crew().name())
        .containsExactly("a", "b");
  }

  @Test
  void loadAll_sameNameTwice_isAProblemThatNamesBoth(@TempDir Path directory) {
    var many = new CrewFiles(directory);
    var first = many.write("a.yaml", "name: same\n" + CrewFiles.MINIMAL);
    var second = many.write("b.yaml", "name: same\n" + CrewFiles.MINIMAL);

    var results = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(first, second, first));

    assertThat(results.getFirst()).isInstanceOf(LoadResult.Loaded.class);
    assertThat(results).hasSize(2);
    assertThat(many.problems(results.getLast()))
        .containsExactly(
            "b.yaml:1:1: crew 'same' is already defined in a.yaml; give one of them another name");
  }

  @Test
  void loadAll_fileThatIsNotThere_isAProblem(@TempDir Path directory) {
    var results = new CrewLoader(CrewFiles.TOOLS).loadAll(List.of(directory.resolve("no.yaml")));

    assertThat(new CrewFiles(directory).problems(results.getFirst()))
        .containsExactly("no.yaml:1:1: there is no such file");
  }

  private static String threeTasks(String process) {
    return """
    process: %s
    agents:
      a: {role: A, goal: Work}
    tasks:
      a: {description: One, expected_output: Text, agent: a}
      b: {description: Two, expected_output: Text, agent: a}
      c: {description: Three, expected_output: Text, agent: a, context: []}
    """
        .formatted(process);
  }
}
