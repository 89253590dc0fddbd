package dev.rcrewai.cli;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import java.io.PrintWriter;

/** Tells a person at a terminal which task is at work. */
final class Progress {
  private final PrintWriter err;

  Progress(PrintWriter err) {
    this.err = err;
  }

  void show(Event event) {
    var line =
        switch (event.data()) {
          case EventData.TaskStarted task -> "… " + task.task() + " (" + task.agent() + ")";
          case EventData.ToolStarted tool -> "  uses " + tool.call().name();
          case EventData.TaskCompleted task -> "✓ " + task.task();
          case EventData.TaskFailed task -> "✗ " + task.task() + ": " + task.detail();
          case EventData.TaskSkipped task -> "- " + task.task() + ": " + task.reason();
          default -> "";
        };
    if (!line.isEmpty()) {
      err.println(line);
      err.flush();
    }
  }
}
