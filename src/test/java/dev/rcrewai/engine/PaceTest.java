package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.Process;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant NOW = Instant.parse("2026-11-29T17:00:00Z");

  @Test
  void chat_withoutALimit_mayBeginAlways() {
    var pace = pace(null, null);
    for (int i = 0; i < 1_000; i++) {
      pace.begun("team", "a", NOW);
    }
    assertThat(pace.opensAt("team", "a")).isBefore(NOW);
  }

  @Test
  void chat_beyondItsAgentsLimit_mayBeginAMinuteAfterTheFirst() {
    var pace = pace(null, 2);
    pace.begun("team", "a", NOW);
    assertThat(pace.opensAt("team", "a")).isBefore(NOW);
    pace.begun("team", "a", NOW.plusSeconds(20));
    assertThat(pace.opensAt("team", "a")).isEqualTo(NOW.plusSeconds(60));
    pace.begun("team", "a", NOW.plusSeconds(60));
    assertThat(pace.opensAt("team", "a")).isEqualTo(NOW.plusSeconds(80));
  }

  @Test
  void chats_ofOtherAgents_countForTheCrewAlone() {
    var pace = pace(3, 1);
    pace.begun("team", "b", NOW);
    pace.begun("team", "planner", NOW);
    assertThat(pace.opensAt("team", "a")).isBefore(NOW);
    pace.begun("team", "a", NOW.plusSeconds(10));
    assertThat(pace.opensAt("team", "a")).isEqualTo(NOW.plusSeconds(70));
    assertThat(pace.opensAt("team", "b")).isEqualTo(NOW.plusSeconds(60));
  }

  /** With an agent {@code a} that is kept to its own limit, and {@code b} that is not. */
  private static Pace pace(@Nullable Integer crew, @Nullable Integer agent) {
    var task = TestCrews.task("t", "a");
    return new Pace(
        TestCrews.plan(
                new Crew(
                    "team",
                    "",
                    Process.SEQUENTIAL,
                    Map.of(),
                    List.of(agent("a", agent), agent("b", null)),
                    List.of(task),
                    null,
                    null,
                    null,
                    OnTaskFailure.CONTINUE,
                    null,
                    crew,
                    null,
                    null,
                    null,
                    List.of()))
            .crew());
  }

  private static Agent agent(String name, @Nullable Integer rpmMax) {
    return new Agent(
        name, "Role", "Goal", "", List.of(), null, 5, null, null, false, null, null, false, rpmMax,
        List.of(), null);
  }
}
