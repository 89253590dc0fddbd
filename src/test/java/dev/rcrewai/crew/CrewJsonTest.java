package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crew is pinned in the store as JSON: what comes back must be what went in. */
class CrewJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final String CREW =
      """
      budget: {tokens: 5000, usd: 0.25}
      inputs:
        b: {description: B, example: [1], type: array}
        a: {default: x}
      agents:
        w:
          role: W
          goal: "{a} {b}"
          tools: [web_search]
          llm: {provider: openai, model: m, temperature: 0.5, max_tokens: 10}
          max_execution_time: 1.5
        v: {role: V, goal: G}
      tasks:
        one: {description: D, expected_output: E, agent: w, max_retries: 2}
        two: {description: D, expected_output: E, agent: v, tools: [file_reader]}
        three:
          description: D
          expected_output: E
          agent: v
          output_schema: {type: object, required: [z], properties: {z: {maximum: 1.5}, y: {}}}
          guardrails: [{min_length: 1, not_contains: x, json: {/z: {minimum: 1}}}, {judge: J, llm: p/m}]
          guardrail_max_retries: 2
          condition: tasks.one.output != ''
          async_execution: true
          markdown: true
          output_file: f.md
          attachments: [a.png]
      """;

  @Test
  void crew_writtenAndRead_isTheSame(@TempDir Path directory) throws JsonProcessingException {
    var crew = new CrewFiles(directory).crew(CREW);

    var text = JSON.writeValueAsString(crew);

    var read = JSON.readValue(text, Crew.class);
    assertThat(read).isEqualTo(crew);
    assertThat(JSON.writeValueAsString(read)).isEqualTo(text);
  }

  @Test
  void crew_pinnedBeforeThereWereBudgets_hasNone(@TempDir Path directory)
      throws JsonProcessingException {
    var crew = new CrewFiles(directory).crew(CREW);
    var older = JSON.writeValueAsString(crew).replaceFirst(",\"budget\":\\{[^}]*}", "");
    assertThat(older).doesNotContain("budget");

    assertThat(JSON.readValue(older, Crew.class).budget()).isNull();
    assertThat(crew.budget()).isEqualTo(new CrewBudget(5_000L, new BigDecimal("0.25")));
  }

  @Test
  void crew_pinnedBeforeThereWereManagersAndVotes_worksAsItDid(@TempDir Path directory)
      throws JsonProcessingException {
    var crew = new CrewFiles(directory).crew(CREW);
    var json = JSON.writeValueAsString(crew);
    assertThat(json).doesNotContain("manager_agent", "consensus_agents", "allow_delegation");
    var older = json.replace(",\"on_task_failure\":\"continue\"", "");
    assertThat(older).doesNotContain("on_task_failure");

    assertThat(JSON.readValue(older, Crew.class)).isEqualTo(crew);
  }

  @Test
  void crew_thatIsLed_writtenAndRead_isTheSame(@TempDir Path directory)
      throws JsonProcessingException {
    var head = "process: hierarchical\nmanager_llm: openai/big\non_task_failure: stop\n";
    var crew =
        new CrewFiles(directory)
            .crew(head + CREW.replace("goal: G", "goal: G, allow_delegation: true"));

    var text = JSON.writeValueAsString(crew);

    assertThat(JSON.readValue(text, Crew.class)).isEqualTo(crew);
    var json = JSON.readTree(text);
    assertThat(json.path("process").asText()).isEqualTo("hierarchical");
    assertThat(json.path("manager_agent").asText()).isEqualTo("crew_manager");
    assertThat(json.path("on_task_failure").asText()).isEqualTo("stop");
    assertThat(json.at("/agents/1/allow_delegation").asBoolean()).isTrue();
  }

  @Test
  void crew_asJson_hasTheWordsOfTheFile(@TempDir Path directory) {
    var json = JSON.valueToTree(new CrewFiles(directory).crew(CREW));

    assertThat(json.path("process").asText()).isEqualTo("sequential");
    assertThat(json.at("/agents/0/max_iter").asInt()).isEqualTo(20);
    assertThat(json.at("/agents/0/llm/max_tokens").asInt()).isEqualTo(10);
    assertThat(json.at("/tasks/0/expected_output").asText()).isEqualTo("E");
    assertThat(json.at("/tasks/2/checks/guardrail_max_retries").asInt()).isEqualTo(2);
    assertThat(json.at("/tasks/2/checks/output_schema/properties").fieldNames())
        .toIterable()
        .containsExactly("z", "y");
    assertThat(json.at("/tasks/2/output_file/path").asText()).isEqualTo("f.md");
    assertThat(json.at("/tasks/0").has("checks")).isFalse();
    assertThat(json.at("/inputs/properties").fieldNames()).toIterable().containsExactly("b", "a");
  }
}
