package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.config.ChatTimes;
import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.CrewPlanning;
import dev.rcrewai.crew.Embedder;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.LoadResult;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrewPinsTest {
  private static final ToolSpec SEARCH = new ToolSpec("search", "Searches", Map.of(), false);
  private static final ToolSpec MAIL = new ToolSpec("mail", "Mails", Map.of(), true);
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final ProviderSettings OLLAMA =
      new ProviderSettings(
          "ollama", URI.create("http://localhost:11434"), null, new Dialect.Ollama(8_192));

  private static @Nullable EmbedderChoice embedder(@Nullable Embedder asked) {
    var crew = crew("Do it", null);
    var asking =
        new Crew(
            crew.name(),
            "",
            crew.process(),
            crew.inputs(),
            crew.agents(),
            crew.tasks(),
            null,
            null,
            null,
            OnTaskFailure.CONTINUE,
            null,
            null,
            null,
            asked,
            null,
            List.of());
    return pins("gpt-4o", 2).pin(asking).crew().embedder();
  }

  @Test
  void embedder_withoutAModel_hasItsProvidersDefault() {
    assertThat(embedder(new Embedder("ollama", null)))
        .isEqualTo(new EmbedderChoice("ollama", "nomic-embed-text"));
    assertThat(embedder(new Embedder("ollama", "m"))).isEqualTo(new EmbedderChoice("ollama", "m"));
    assertThat(embedder(Embedder.NONE)).isNull();
    assertThat(embedder(null)).isNull();
  }

  @Test
  void sameCrew_sameHash_onEveryNode() {
    var here = pins("gpt-4o", 2).pin(crew("Do it", null));
    var there = pins("gpt-4o", 2).pin(crew("Do it", null));
    assertThat(here.hash()).isEqualTo(there.hash()).hasSize(64);
    assertThat(here.json()).isEqualTo(there.json());
  }

  @Test
  void pin_readFromItsJson_isTheSame() {
    var pin = pins("gpt-4o", 2).pin(crew("Do it", new AgentModel(null, "small", 0.5, null)));
    assertThat(Json.write(Json.read(pin.json(), PinnedCrew.class))).isEqualTo(pin.json());
  }

  @Test
  void changedCrew_otherHash_alsoOnTheSameNode() {
    var pins = pins("gpt-4o", 2);
    var first = pins.pin(crew("Do it", null));
    assertThat(pins.pin(crew("Do it well", null)).hash()).isNotEqualTo(first.hash());
    assertThat(pins.pin(crew("Do it", null)).hash()).isEqualTo(first.hash());
  }

  @Test
  void settingsThatAnExecutionReads_areInTheHash() {
    var pin = pins("gpt-4o", 2).pin(crew("Do it", null));
    assertThat(pins("gpt-5", 2).pin(crew("Do it", null)).hash()).isNotEqualTo(pin.hash());
    assertThat(pins("gpt-4o", 3).pin(crew("Do it", null)).hash()).isNotEqualTo(pin.hash());
  }

  @Test
  void agent_withoutAModel_hasTheServers_otherwiseItsOwn() {
    var pins = pins("gpt-4o", 2);
    assertThat(pins.pin(crew("Do it", null)).crew().models().get("clerk"))
        .isEqualTo(new ModelChoice("openai", "gpt-4o", 0.1, 500));
    var own = new AgentModel("local", "small", 0.7, 90);
    assertThat(pins.pin(crew("Do it", own)).crew().models().get("clerk"))
        .isEqualTo(new ModelChoice("local", "small", 0.7, 90));
  }

  @Test
  void agent_withAProviderOnly_hasThatProvidersModel() {
    var own = new AgentModel("ollama", null, null, null);
    assertThat(pins("gpt-4o", 2).pin(crew("Do it", own)).crew().models().get("clerk"))
        .isEqualTo(new ModelChoice("ollama", OLLAMA.dialect().model(), 0.1, 500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"o3", "o4-mini", "gpt-5", "gpt-5.4-mini", "openai/gpt-5"})
  void reasoningModels_haveTheTemperatureOnlyThatTheirAgentNames(String model) {
    var pins = pins(model, 2);
    assertThat(pins.pin(crew("Do it", null)).crew().models().get("clerk"))
        .isEqualTo(new ModelChoice("openai", model, null, 500));
    var own = new AgentModel(null, model, 1.0, null);
    assertThat(pins.pin(crew("Do it", own)).crew().models().get("clerk"))
        .isEqualTo(new ModelChoice("openai", model, 1.0, 500));
  }

  @Test
  void fallback_isTheServers_withoutTheAgentsOwnModel() {
    var pins = pins("gpt-4o", List.of("openai/gpt-4o", "ollama/org/big", "openai/gpt-5"), 2);
    assertThat(pins.pin(crew("Do it", null)).crew().fallbackOf("clerk"))
        .containsExactly(
            new ModelChoice("ollama", "org/big", 0.1, 500),
            new ModelChoice("openai", "gpt-5", null, 500));
  }

  @Test
  void fallback_ofTheAgent_winsOverTheServers_andTakesItsTemperatureAlong() {
    var pins = pins("gpt-4o", List.of("openai/gpt-5"), 2);
    var own = new AgentModel(null, "small", 0.7, 90, List.of("ollama/big", "openai/o3"), null);
    assertThat(pins.pin(crew("Do it", own)).crew().fallbackOf("clerk"))
        .containsExactly(
            new ModelChoice("ollama", "big", 0.7, 90), new ModelChoice("openai", "o3", null, 90));
    var none = new AgentModel(null, "small", null, null, List.of(), null);
    assertThat(pins.pin(crew("Do it", none)).crew().fallbackOf("clerk")).isEmpty();
  }

  @Test
  void fallback_isInThePin_andPinsWithoutOneAreRead() {
    var pin = pins("gpt-4o", List.of("ollama/big"), 2).pin(crew("Do it", null));
    assertThat(Json.read(pin.json(), PinnedCrew.class)).isEqualTo(pin.crew());
    var old = pins("gpt-4o", 2).pin(crew("Do it", null));
    assertThat(old.json()).doesNotContain("fallback");
    assertThat(Json.read(old.json(), PinnedCrew.class).fallback()).isEmpty();
  }

  @Test
  void tools_ofAgentsAndTasks_arePinnedOnce() {
    assertThat(pins("gpt-4o", 2).pin(crew("Do it", null)).crew().tools())
        .containsExactly(MAIL, SEARCH);
  }

  @Test
  void managerOfTheServers_isPinnedWithItsModel(@TempDir Path directory) throws IOException {
    var yaml =
        """
        process: hierarchical
        manager_llm: local/big
        on_task_failure: stop
        agents: {clerk: {role: Clerk, goal: Help}}
        tasks: {reply: {description: Do it, expected_output: A line}}
        """;
    var file = Files.writeString(directory.resolve("led.yaml"), yaml);
    var crew = ((LoadResult.Loaded) new CrewLoader(Set.of()).load(file)).crew();

    var pin = pins("gpt-4o", 2).pin(crew);

    assertThat(pin.crew().models().get("crew_manager"))
        .isEqualTo(new ModelChoice("local", "big", 0.1, 500));
    assertThat(Json.read(pin.json(), PinnedCrew.class).crew()).isEqualTo(crew);
  }

  @Test
  void agentWithoutAModelInThePin_isRefused() {
    var crew = crew("Do it", null);
    assertThatThrownBy(() -> new PinnedCrew(crew, Map.of(), Map.of(), List.of(), 1, DAY))
        .hasMessage("agent 'clerk' has no model");
  }

  @Test
  void planner_isPinnedWithItsOwnModelOrTheServers() {
    var server = pins("gpt-4o", List.of("ollama/b"), 2).pin(planned(null));
    var own = pins("gpt-4o", List.of(), 2).pin(planned(new AgentModel("ollama", "a", 1.0, 9)));

    assertThat(server.crew().modelOf(PinnedCrew.PLANNER).model()).isEqualTo("gpt-4o");
    assertThat(server.crew().fallbackOf(PinnedCrew.PLANNER)).hasSize(1);
    assertThat(own.crew().modelOf(PinnedCrew.PLANNER))
        .isEqualTo(new ModelChoice("ollama", "a", 1.0, 9));
    assertThat(Json.read(own.json(), PinnedCrew.class)).isEqualTo(own.crew());
    assertThat(Json.read(server.json(), PinnedCrew.class)).isEqualTo(server.crew());
  }

  @Test
  void contextWindow_ofAnAgentThatRespectsIt_isPinned() {
    var known = pins("gpt-4o", List.of(), 2).pin(respecting(null));
    var own =
        pins("gpt-4o", List.of(), 2)
            .pin(respecting(new AgentModel(null, "m", null, null, null, null, 30_000)));
    var none = pins("gpt-4o", List.of(), 2).pin(crew("x", null));

    assertThat(known.crew().contextWindowOf("clerk")).isEqualTo(128_000);
    assertThat(own.crew().contextWindowOf("clerk")).isEqualTo(30_000);
    assertThat(Json.read(own.json(), PinnedCrew.class)).isEqualTo(own.crew());
    assertThat(none.crew().contextWindowOf("clerk")).isNull();
    assertThat(none.json()).doesNotContain("indow");
  }

  private static Crew respecting(@Nullable AgentModel llm) {
    var crew = crew("x", null);
    var clerk =
        new Agent(
            "clerk", "Clerk", "Help", "", List.of(), llm, 5, null, null, false, null, null, true,
            null, List.of(), null);
    return new Crew(
        crew.name(), "", crew.process(), crew.inputs(), List.of(clerk), crew.tasks(), null);
  }

  private static Crew planned(@Nullable AgentModel llm) {
    var crew = crew("x", null);
    return new Crew(
        crew.name(),
        "",
        crew.process(),
        crew.inputs(),
        crew.agents(),
        crew.tasks(),
        null,
        null,
        null,
        OnTaskFailure.CONTINUE,
        new CrewPlanning(llm),
        null,
        null,
        null,
        null,
        List.of());
  }

  private static CrewPins pins(String model, int maxRetries) {
    return pins(model, List.of(), maxRetries);
  }

  @Test
  void judge_withAModelOfItsOwn_isPinnedLikeAnAgents() {
    var judges =
        List.<Guardrail>of(
            new Guardrail.Judge("Good?", null),
            new Guardrail.Judge("Short?", new AgentModel("ollama", "qwen3:8b", null, null)));
    var plain = crew("x", null);
    var task = plain.tasks().getFirst();
    var judged =
        new Crew(
            plain.name(),
            "",
            plain.process(),
            plain.inputs(),
            plain.agents(),
            List.of(
                new Task(
                    task.name(),
                    task.description(),
                    task.expectedOutput(),
                    task.agent(),
                    task.context(),
                    task.tools(),
                    1,
                    null,
                    new OutputChecks(null, judges, null),
                    null,
                    false,
                    null,
                    false,
                    List.of())),
            null);

    var pinned = pins("gpt-4o", List.of(), 2).pin(judged);

    assertThat(pinned.crew().models()).containsOnlyKeys("clerk", "reply/judge/1");
    assertThat(pinned.crew().modelOf("reply/judge/1").provider()).isEqualTo("ollama");
    assertThat(Json.read(pinned.json(), PinnedCrew.class)).isEqualTo(pinned.crew());
  }

  private static CrewPins pins(String model, List<String> fallback, int maxRetries) {
    var llm =
        new LlmSettings(
            "openai",
            model,
            fallback,
            0.1,
            500,
            new ChatTimes(TIME, TIME, TIME, TIME),
            new ChatGuards(0, TIME, 1, 1, TIME, 1, TIME, TIME),
            true,
            Path.of("prices.yaml"),
            Map.of("ollama", OLLAMA),
            Map.of());
    return new CrewPins(
        llm, maxRetries, DAY, ToolSource.of(new ToolCatalog(List.of(SEARCH, MAIL))));
  }

  private static Crew crew(String description, @Nullable AgentModel llm) {
    var agent =
        new Agent("clerk", "Clerk", "Help", "", List.of("search"), llm, 5, Duration.ofSeconds(9));
    var task =
        new Task("reply", description, "A line", "clerk", List.of(), List.of("mail", "search"), 1);
    Map<String, Object> inputs = Map.of("type", "object", "properties", Map.of("a", Map.of()));
    return new Crew("team", "", Process.SEQUENTIAL, inputs, List.of(agent), List.of(task), null);
  }
}
