package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.crew.Guardrail.Judge;
import dev.rcrewai.crew.Guardrail.Rules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a crew's file says of checks, conditions, order and files is in the crew, or a problem. */
class TaskFieldsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CrewFiles files;

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  /** Two tasks; the field stands in the second, in line 16. */
  private static String crew(String field) {
    return """
    inputs:
      topic: {default: tea}
    agents:
      writer:
        role: Writer
        goal: Write about {topic}
    tasks:
      draft:
        description: Draft
        expected_output: A draft
        agent: writer
      write:
        description: Write
        expected_output: A text
        agent: writer
        %s
    """
        .formatted(field);
  }

  private Task task(String field) {
    return files.crew(crew(field)).tasks().getLast();
  }

  @ParameterizedTest
  @CsvSource({"output_schema", "output_json"})
  void schema_underEitherName_isInTheCrewInTheAuthorsOrder(String name) {
    var checks =
        task(name + ": {type: object, required: [b], properties: {b: {type: string}, a: {}}}")
            .checks();

    assertThat(checks).isNotNull();
    assertThat(String.valueOf(checks.schema()))
        .isEqualTo(
            "{\"type\":\"object\",\"required\":[\"b\"],"
                + "\"properties\":{\"b\":{\"type\":\"string\"},\"a\":{}}}");
  }

  @Test
  void guardrail_words_areAJudgesCriteria() {
    assertThat(task("guardrail: Is it polite?").checks())
        .isEqualTo(new OutputChecks(null, List.of(new Judge("Is it polite?", null)), null));
  }

  @Test
  void guardrails_everyCheck_isInTheCrewAndJudgesComeLast() throws Exception {
    var field =
        "guardrails: [{judge: Good?, llm: openai/gpt-4o, min_length: 2}, {max_length: 9,"
            + " pattern: 'a+', contains: x, not_contains: [y, z], json: {/a/b: {minimum: 1}}}]";

    var checks = task(field + "\n    guardrail_max_retries: 5").checks();

    JsonNode minimum = JSON.readTree("{\"minimum\": 1}");
    assertThat(checks)
        .isEqualTo(
            new OutputChecks(
                null,
                List.of(
                    new Rules(2, null, null, List.of(), List.of(), Map.of()),
                    new Rules(
                        null, 9, "a+", List.of("x"), List.of("y", "z"), Map.of("/a/b", minimum)),
                    new Judge("Good?", new AgentModel("openai", "gpt-4o", null, null))),
                5));
  }

  @Test
  void fields_ofOrderAndFiles_areInTheCrew() {
    var fields =
        List.of(
            "condition: tasks.draft.output != ''",
            "async_execution: true",
            "markdown: true",
            "output_file: out/{topic}.md",
            "create_directory: false",
            "attachments: ['{topic}.png', 'https://example.com/a.jpg']");

    var task = task(String.join("\n    ", fields));

    assertThat(task.condition()).isEqualTo("tasks.draft.output != ''");
    assertThat(task.async()).isTrue();
    assertThat(task.markdown()).isTrue();
    assertThat(task.attachments()).containsExactly("{topic}.png", "https://example.com/a.jpg");
    assertThat(task.outputFile()).isEqualTo(new OutputFile("out/{topic}.md", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "output_schema: {type: array}"
            + "|16:5: output_schema must say type: object, since providers take no other; put other"
            + " values in one of its properties",
        "output_schema: {type: object, properties: {a: {type: text}}}|16:58: this is no JSON"
            + " Schema: does not have a value in the enumeration [\"array\", \"boolean\","
            + " \"integer\", \"null\", \"number\", \"object\", \"string\"]",
        "guardrail: {pattern: '('}"
            + "|16:26: pattern is no regular expression: Unclosed group near index 1",
        "guardrail: {min_length: 5, max_length: 3}|16:44: max_length is below min_length, 5",
        "guardrail: {min_lenght: 5}"
            + "|16:17: unknown key 'min_lenght'; did you mean 'min_length'?",
        "guardrail: {contains: x, llm: openai/gpt-4o}|16:30: llm means nothing without judge",
        "guardrail: {judge: 'About {tpic}?'}"
            + "|16:31: {tpic} is not declared under inputs; did you mean 'topic'?",
        "condition: tasks.draft.output ="
            + "|16:16: the condition does not compile: token recognition error at: '=' (line 1,"
            + " column 20 of the condition)",
        "condition: tasks.drft.output == ''"
            + "|16:22: the condition reads task 'drft', and there is none above 'write'; did you"
            + " mean 'draft'?",
        "condition: inputs.tpic == ''|16:23: the condition reads input 'tpic', which is not"
            + " declared under inputs; did you mean 'topic'?",
        "condition: 1 + 2"
            + "|16:16: the condition does not compile: it is of type int; expected true or false",
        "condition: size(tasks) > 1"
            + "|16:16: the condition does not compile: 'tasks' stands alone; write tasks.NAME or"
            + " tasks['NAME']",
        "output_file: ../up.md"
            + "|16:18: '../up.md' leads out of the files; expected a path below the caller's files,"
            + " such as report.md",
        "attachments: ['http://example.com/a.png']|16:19: 'http://example.com/a.png' leads out of"
            + " the files; expected a link that begins with https:// or a path such as photo.png",
        "output_file: /etc/passwd|16:18: '/etc/passwd' leads out of the files; expected a path"
            + " below the caller's files, such as report.md",
      })
  void field_thatCannotWork_isAProblemAtItsPlace(String field, String problem) {
    assertThat(files.problems(crew(field))).containsExactly("crew.yaml:" + problem);
  }

  @Test
  void schema_withAReferenceThatLeadsNowhere_isAProblem() {
    assertThat(files.problems(crew("output_schema: {type: object, $ref: '#/$defs/no'}")))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:16:20: this is no JSON Schema: ");
  }

  @Test
  void schema_fromElsewhere_isAProblemAndNotFetched() {
    var field = "output_schema: {type: object, $ref: 'https://127.0.0.1:1/schema.json'}";

    assertThat(files.problems(crew(field)))
        .singleElement()
        .asString()
        .startsWith("crew.yaml:16:20: this is no JSON Schema: ");
  }

  @Test
  void input_thatOnlyAConditionReads_isUsed() {
    var yaml = crew("condition: inputs.topic == 'tea'").replace("about {topic}", "well");

    assertThat(files.warnings(yaml)).isEmpty();
  }

  @Test
  void guardrailMaxRetries_aboveMaxRetries_isAWarning() {
    assertThat(files.warnings(crew("max_retries: 1\n    guardrail_max_retries: 2")))
        .containsExactly(
            "crew.yaml:17:28: guardrail_max_retries is above max_retries, which bounds all further"
                + " attempts");
  }

  @Test
  void judge_ofAnUnknownProvider_isAProblem() {
    var file = files.write("crew.yaml", crew("guardrail: {judge: Good?, llm: nobody/gpt}"));

    var loader = new CrewLoader(Set.of(), Set.of("openai"), (_, _) -> true);
    assertThat(files.problems(loader.load(file)))
        .containsExactly(
            "crew.yaml:16:36: provider 'nobody' is not configured on this server; there are:"
                + " openai");
  }

  @Test
  void context_ofAsyncTasks_leavesOutThoseThatRunBesideThem() {
    var crew =
        files.crew(
            CrewFiles.MINIMAL.replace("tasks:", "tasks:" + task("a", "") + async("b") + async("c"))
                + task("d", "").stripTrailing()
                + async("e"));

    assertThat(crew.tasks())
        .extracting(task -> task.name() + task.context())
        .containsExactly(
            "a[]", "b[a]", "c[a]", "write[a, b, c]", "d[a, b, c, write]", "e[a, b, c, write, d]");
  }

  @Test
  void tasks_twoAsyncOnesAtTheEnd_areAProblem() {
    assertThat(files.problems(CrewFiles.MINIMAL + async("b").substring(1) + async("c")))
        .containsExactly(
            "crew.yaml:16:5: a crew may end with one async task; the task before it is async too");
  }

  @Test
  void async_inAParallelCrew_isAWarning() {
    assertThat(files.warnings("process: parallel\n" + crew("async_execution: true")))
        .containsExactly(
            "crew.yaml:17:5: async_execution means nothing here: tasks run side by side anyway");
  }

  private static String async(String name) {
    return task(name, "async_execution: true");
  }

  private static String task(String name, String field) {
    return "\n  %s:\n    %s\n    description: Do\n    expected_output: It\n    agent: writer"
        .formatted(name, field);
  }
}
