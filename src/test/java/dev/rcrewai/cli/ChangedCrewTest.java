package dev.rcrewai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.CrewPlanning;
import dev.rcrewai.crew.Embedder;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangedCrewTest {
  private static final AgentModel OWN =
      new AgentModel("openai", "gpt-4", 0.3, 100, List.of("google/gemini"), "team");
  private static final Agent AGENT = new Agent("a", "A", "Help", "", List.of(), OWN, 5, null);
  private static final Crew CREW =
      new Crew(
          "crew",
          "",
          Process.SEQUENTIAL,
          Map.of(),
          List.of(AGENT.taught(List.of("Be brief."))),
          List.of(task("plain", null), task("stubborn", 9)),
          null,
          null,
          null,
          OnTaskFailure.STOP,
          new CrewPlanning(null),
          60,
          CrewMemory.ofAll(),
          Embedder.NONE,
          null,
          List.of());

  @Test
  void askedOf_sameProvider_keepsWhatTheAuthorSaidOfAnswers_andHasNoFallback() {
    var other = new AgentModel("openai", "gpt-4o", null, null, List.of(), null);

    var asked = ChangedCrew.askedOf(CREW, other, true);

    assertThat(asked.agent("a"))
        .isEqualTo(
            CREW.agent("a")
                .askedOf(new AgentModel("openai", "gpt-4o", 0.3, 100, List.of(), "team")));
    assertThat(asked.agent("a").suggestions()).containsExactly("Be brief.");
    assertThat(asked.planning()).isEqualTo(new CrewPlanning(other));
    assertThat(asked.tasks()).isEqualTo(CREW.tasks());
  }

  @Test
  void askedOf_otherProvider_hasNeitherItsKeyNorATemperatureThatItRefuses() {
    var other = new AgentModel("other", "gpt-5", null, null, List.of(), null);

    assertThat(ChangedCrew.askedOf(CREW, other, false).agent("a").llm())
        .isEqualTo(new AgentModel("other", "gpt-5", null, 100, List.of(), null));
  }

  @Test
  void reviewed_everyTask_mayBeSentBackBeyondItsOwnRetries_asOftenAsAnyTaskMay() {
    var tasks = ChangedCrew.reviewed(CREW, 2, 3).tasks();

    assertThat(tasks).extracting(Task::maxRetries).containsExactly(5, 10);
    assertThat(tasks)
        .extracting(Task::humanInput)
        .containsOnly(new HumanInput(null, null, HumanInput.DEFAULT_WORDS, null));
  }

  private static Task task(String name, @Nullable Integer retriesMax) {
    return new Task(name, "Do it", "A line", "a", List.of(), List.of(), retriesMax);
  }
}
