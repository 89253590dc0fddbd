package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What callers see of an answer that is JSON. */
class StructuredOutputTest {
  private static final StepPath X = StepPath.task("x");

  @Test
  void answer_ofATaskWithASchema_isGivenParsedToo() {
    var task = shown(JsonNodeFactory.instance.objectNode(), "{\"score\": 0.1, \"tags\": [\"a\"]}");

    assertThat(task.path("result").asText()).isEqualTo("{\"score\": 0.1, \"tags\": [\"a\"]}");
    assertThat(task.path("structured_output").toString())
        .isEqualTo("{\"score\":0.1,\"tags\":[\"a\"]}");
  }

  @Test
  void answer_withANumberThatNobodyCanWriteOut_isShownAllTheSame() {
    var task = shown(JsonNodeFactory.instance.objectNode(), "{\"score\": 1e999999999}");

    assertThat(Json.write(task)).contains("\"structured_output\":{\"score\":\"Infinity\"}");
  }

  @Test
  void answer_ofAnyOtherTask_isTextAlone() {
    assertThat(shown(null, "{\"score\": 1}").has("structured_output")).isFalse();
  }

  private static JsonNode shown(@Nullable JsonNode schema, String answer) {
    var checks = schema == null ? null : new OutputChecks(schema, List.of(), null);
    var agent = new Agent("a", "A", "B", "", List.of(), null, 5, null);
    var task =
        new Task(
            "x", "Do", "It", "a", List.of(), List.of(), null, null, checks, null, false, null,
            false, List.of());
    var crew =
        new Crew("team", "", Process.SEQUENTIAL, Map.of(), List.of(agent), List.of(task), null);
    var model = new ModelChoice("openai", "gpt", null, 100);
    var pinned =
        new PinnedCrew(crew, Map.of("a", model), Map.of(), List.of(), 0, Duration.ofDays(1));
    var fold =
        ExecutionFold.of(
            List.of(
                new Event(1, Instant.EPOCH, accepted()),
                new Event(2, Instant.EPOCH, new TaskStarted(X.started(), "x", "a")),
                new Event(3, Instant.EPOCH, new TaskCompleted(X.closed(), "x", "a", answer))));
    return new ExecutionView(InstantSource.fixed(Instant.EPOCH))
        .execution(fold.execution(), pinned, null)
        .at("/result/results/0");
  }

  private static EventData.ExecutionAccepted accepted() {
    return new EventData.ExecutionAccepted(
        new ExecutionId("01234567-89ab-7def-8123-456789abcdef"),
        "team",
        "hash",
        Map.of(),
        "ann",
        null,
        Duration.ofMinutes(5),
        Instant.EPOCH.plusSeconds(300),
        null,
        Map.of(),
        null,
        List.of(),
        Map.of(),
        null,
        1);
  }
}
