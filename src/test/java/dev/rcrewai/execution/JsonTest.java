package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final StepPath PATH = StepPath.task("reply").attempt(1).turn(1).chat();
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
  private static final ExecutionId ID = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final Bill BILL =
      new Bill("openai", "gpt-4o", new Usage(7, 1, 3, 0), new BigDecimal("0.00042"));

  private static final List<EventData> ALL =
      List.of(
          new EventData.ExecutionAccepted(
              ID,
              "support",
              "abc",
              Map.of("ticket", "It broke", "count", 3),
              "ann",
              "r-1",
              Duration.ofMillis(1500),
              NOW.plusSeconds(300),
              2,
              Map.of("k", "v"),
              null,
              List.of(),
              Map.of(),
              null,
              1),
          new EventData.ExecutionStarted("node-1", 1),
          new EventData.ExecutionResumed("node-1", 2),
          new EventData.ExecutionReleased("draining"),
          new EventData.TaskStarted(StepPath.task("reply").started(), "reply", "agent"),
          new EventData.TaskCompleted(StepPath.task("reply").closed(), "reply", "agent", "Hello"),
          new EventData.TaskFailed(
              StepPath.task("reply").closed(), "reply", "agent", Outcome.NO_PROGRESS, "stuck"),
          new EventData.TaskCompleted(
              StepPath.task("a.2").closed(),
              "a.2",
              "people",
              "yes",
              new StateWrite(3, 1, Map.of("said", "yes", "rounds", 2))),
          new EventData.TaskFailed(
              StepPath.task("a.2").closed(), "a.2", "crew", Outcome.TOOL_ERROR, "no", "else"),
          new EventData.TaskSkipped(StepPath.task("reply").closed(), "reply", "agent", "because"),
          new EventData.OutputRejected(StepPath.task("reply").attempt(1).rejected(), "too short"),
          new EventData.ChatStarted(PATH, 1, "agent", "openai", "gpt-4o"),
          new EventData.ChatCompleted(PATH, 1, new Answered("Hi", FinishReason.STOP, null), BILL),
          new EventData.ChatCompleted(
              PATH, 1, new ToolsCalled("", List.of(new ToolCall("c1", "t", "{}")), "s"), BILL),
          new EventData.ChatFailed(PATH, 1, ChatFailure.RATE_LIMIT, "slow down", BILL),
          new EventData.ToolStarted(PATH, new ToolCall("c1", "t", "{\"a\":1}")),
          new EventData.ToolCompleted(PATH, "out"),
          new EventData.ToolFailed(PATH, "err"),
          new EventData.ToolUnknown(PATH, "crashed"),
          new EventData.ValueRecorded(
              PATH,
              EventData.ValueRecorded.Kind.MEMORY,
              List.of(new Passage("m1", "memory: long_term", "It worked", 0.25)),
              null,
              BILL),
          new EventData.ValueRecorded(
              PATH, EventData.ValueRecorded.Kind.REMEMBERED, List.of(), "no store", null),
          new EventData.TimerFired(PATH, "backoff"),
          new EventData.CancelRequested("ann", null),
          new EventData.ExecutionCompleted("done", Usage.NONE, null),
          new EventData.ExecutionFailed(
              Outcome.DEADLINE_EXCEEDED, "late", Usage.NONE, new BigDecimal("1.5")),
          new EventData.ExecutionCancelled("ann", Usage.NONE, null));

  @Test
  void events_writtenAndRead_areEqual() {
    var events =
        java.util.stream.IntStream.range(0, ALL.size())
            .mapToObj(i -> new Event(i + 1, NOW, ALL.get(i)))
            .toList();

    assertThat(Json.events(Json.events(events))).isEqualTo(events);
  }

  @Test
  void event_ofNewerVersion_isKeptAsItIs() {
    var written =
        "[{\"seq\":9,\"at\":\"2026-11-23T10:00:00Z\",\"type\":\"moon.rose\",\"full\":true}]";

    var read = Json.events(written);

    assertThat(read.getFirst().data()).isInstanceOf(EventData.Unrecognized.class);
    assertThat(Json.events(read)).isEqualTo(written);
  }

  @Test
  void event_rendered_hasTheDocumentedShape() {
    var node =
        Json.event(
            new Event(
                3, NOW, new EventData.ChatStarted(PATH, 1, "analyst", "sandbox", "scripted")));

    assertThat(node.toString())
        .isEqualTo(
            "{\"seq\":3,\"at\":\"2026-11-23T10:00:00.123Z\",\"type\":\"chat.started\","
                + "\"path\":\"reply/attempt/1/turn/1/chat\",\"call\":1,\"agent\":\"analyst\","
                + "\"provider\":\"sandbox\",\"model\":\"scripted\"}");
  }

  @Test
  void accepted_rendered_hasItsIdAsTextAndItsTimeoutInPlainSeconds() {
    var accepted =
        new EventData.ExecutionAccepted(
            ID,
            "support",
            "abc",
            Map.of(),
            "ann",
            null,
            Duration.ofMinutes(5),
            NOW,
            null,
            Map.of(),
            ID,
            List.of(),
            Map.of(),
            null,
            1);

    assertThat(Json.events(List.of(new Event(1, NOW, accepted))))
        .contains("\"execution_id\":\"" + ID + "\"", "\"retry_of\":\"" + ID + "\"")
        .contains("\"timeout\":300,");
  }

  @Test
  void accepted_withWebhook_isReadAsItWasWritten_andWithoutHasNone() {
    var journal =
        """
        [{"seq":1,"at":"2026-11-23T10:00:00Z","type":"execution.accepted","execution_id":"%s",\
        "crew_name":"support","crew_hash":"abc","inputs":{},"caller":"ann","timeout":300,\
        "deadline":"2026-11-23T10:05:00Z","metadata":{},%s"engine_version":1}]\
        """;
    var webhook = "\"webhook\":{\"url\":\"https://example.com/\",\"events\":[\"task.completed\"]},";

    var with = Json.events(journal.formatted(ID, webhook));
    var without = Json.events(journal.formatted(ID, "")).getFirst().data();

    assertThat(Json.events(with)).isEqualTo(journal.formatted(ID, webhook));
    assertThat(((EventData.ExecutionAccepted) with.getFirst().data()).webhook())
        .isEqualTo(new Webhook("https://example.com/", List.of("task.completed")));
    assertThat(((EventData.ExecutionAccepted) without).webhook()).isNull();
  }

  @Test
  void cost_ofWholeTens_isWrittenPlainly() {
    var ended = new EventData.ExecutionCompleted("x", Usage.NONE, new BigDecimal("10.00"));

    assertThat(Json.event(new Event(1, NOW, ended)).toString()).contains("\"cost_usd\":10.00}");
  }
}
