package dev.rcrewai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final StepPath TASK = StepPath.task("reply");
  private final StringWriter shown = new StringWriter();
  private final Progress progress = new Progress(new PrintWriter(shown));

  @Test
  void tasksAndTheirTools_haveALineEach_andNothingElseHas() {
    show(new EventData.ExecutionStarted("node", 1));
    show(new EventData.TaskStarted(TASK.started(), "reply", "clerk"));
    show(new EventData.ChatStarted(TASK.attempt(1).turn(1).chat(), 1, "clerk", "p", "m"));
    show(
        new EventData.ToolStarted(
            TASK.attempt(1).turn(1).tool(0), new ToolCall("1", "file_reader", "{}")));
    show(new EventData.TaskCompleted(TASK, "reply", "clerk", "A long answer"));
    show(new EventData.TaskFailed(TASK, "send", "clerk", Outcome.TOOL_ERROR, "no mail"));
    show(new EventData.TaskSkipped(TASK, "file", "clerk", "send failed"));
    assertThat(shown.toString().lines())
        .containsExactly(
            "… reply (clerk)",
            "  uses file_reader",
            "✓ reply",
            "✗ send: no mail",
            "- file: send failed");
  }

  private void show(EventData data) {
    progress.show(new Event(1, Draft.START, data));
  }
}
