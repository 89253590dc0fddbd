package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolStarted;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.Usage;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecordedTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final StepPath X = StepPath.task("x");
  private static final StepPath CHAT = X.attempt(1).turn(1).chat();
  private static final StepPath TOOL = X.attempt(1).turn(1).tool(0);

  private final Recorded recorded = new Recorded();
  private long seq;

  @Test
  void chat_isNullUntilItsResultIsRecorded() {
    assertThat(recorded.chat(CHAT)).isNull();
    assertThat(recorded.isRecorded(CHAT)).isFalse();

    assertThat(add(Objects.requireNonNull(Script.fail(ChatFailure.SERVER).apply(CHAT)))).isTrue();

    assertThat(recorded.chat(CHAT))
        .isEqualTo(new ChatResult.Failed(ChatFailure.SERVER, "the provider said so", Script.BILL));
    assertThat(recorded.isRecorded(CHAT)).isTrue();
    assertThat(recorded.at(CHAT)).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void tool_endsInThreeWays() {
    add(new ToolCompleted(TOOL, "done"));
    add(new ToolFailed(X.attempt(1).turn(1).tool(1), "no"));
    add(new ToolUnknown(X.attempt(1).turn(1).tool(2), "who knows"));

    assertThat(recorded.tool(TOOL)).isEqualTo(new ToolResult.Completed("done"));
    assertThat(recorded.tool(X.attempt(1).turn(1).tool(1))).isEqualTo(new ToolResult.Failed("no"));
    assertThat(recorded.tool(X.attempt(1).turn(1).tool(2)))
        .isEqualTo(new ToolResult.Unknown("who knows"));
  }

  @Test
  void add_secondResultOfAPath_changesNothing() {
    add(new ToolCompleted(TOOL, "first"));

    assertThat(add(new ToolFailed(TOOL, "second"))).isFalse();

    assertThat(recorded.tool(TOOL)).isEqualTo(new ToolResult.Completed("first"));
    assertThat(recorded.at(TOOL)).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void add_resultOfAClosedTask_changesNothing() {
    var end = new TaskCompleted(X.closed(), "x", "a", "answer");
    add(end);

    assertThat(add(new ToolCompleted(TOOL, "late"))).isFalse();
    assertThat(add(new TimerFired(X, "time_limit"))).isFalse();
    assertThat(add(new EventData.TaskFailed(X.closed(), "x", "a", Outcome.NO_PROGRESS, "late")))
        .isFalse();

    assertThat(recorded.tool(TOOL)).isNull();
    assertThat(recorded.fired(X, "time_limit")).isFalse();
    assertThat(recorded.closed("x")).isEqualTo(end);
    assertThat(recorded.closed("y")).isNull();
  }

  @Test
  void fired_isKeptByPathAndName() {
    add(new TimerFired(X.attempt(2), "backoff"));

    assertThat(recorded.fired(X.attempt(2), "backoff")).isTrue();
    assertThat(recorded.fired(X.attempt(3), "backoff")).isFalse();
    assertThat(recorded.fired(X.attempt(2), "other")).isFalse();
    assertThat(recorded.isRecorded(X.attempt(2))).isFalse();
  }

  @Test
  void begun_countsTheCallsOfAStepAndRecordsNoResult() {
    add(new ChatStarted(CHAT, 1, "a", "openai", "gpt"));
    add(new ChatStarted(CHAT, 2, "a", "openai", "gpt"));
    add(new ToolStarted(TOOL, new ToolCall("1", "mail", "{}")));

    assertThat(recorded.begun(CHAT)).isEqualTo(2);
    assertThat(recorded.begun(TOOL)).isEqualTo(1);
    assertThat(recorded.begun(X.attempt(1).turn(2).chat())).isZero();
    assertThat(recorded.isRecorded(TOOL)).isFalse();
  }

  @Test
  void accepted_isTheFirstEvent() {
    var accepted = ScriptedShell.accepted(TestCrews.single(TestCrews.agent("a")));

    assertThatThrownBy(recorded::accepted).hasMessage("execution.accepted is not recorded");
    add(accepted);

    assertThat(recorded.accepted()).isEqualTo(accepted);
    assertThat(recorded.acceptedAt()).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void at_ofWhatIsNotRecorded_fails() {
    assertThatThrownBy(() -> recorded.at(CHAT)).hasMessage(CHAT.text() + " is not recorded");
  }

  @Test
  void add_eventThatIsNoStep_changesNothing() {
    assertThat(add(new EventData.ExecutionStarted("n", 1))).isFalse();
    assertThat(add(new EventData.ExecutionResumed("n", 2))).isFalse();
    assertThat(add(new EventData.ExecutionReleased("draining"))).isFalse();
    assertThat(add(new EventData.CancelRequested("ann", null))).isFalse();
    assertThat(add(new EventData.ExecutionCompleted("x", Usage.NONE, null))).isFalse();
    assertThat(add(new EventData.Unrecognized("moon.rose", JsonNodeFactory.instance.objectNode())))
        .isFalse();
  }

  private boolean add(EventData data) {
    seq++;
    return recorded.add(new Event(seq, NOW.plusSeconds(seq), data));
  }
}
