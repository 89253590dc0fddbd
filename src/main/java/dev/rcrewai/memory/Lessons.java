package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.ToolExperience;
import dev.rcrewai.step.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a task taught, as memories. Their ids follow from the execution and the task, or from what
 * they are about, so that the same task teaches the same however often it is asked.
 */
record Lessons(MemoryScope scope, ExecutionId execution, Remember task) {
  static final int DESCRIPTION_MAX = 600;
  static final int RESULT_MAX = 1_000;
  static final int SENTENCE_MAX = 300;
  static final int CALL_MAX = 300;
  static final int CALLS_MAX = 20;

  /** All of the kinds that the crew remembers. */
  List<Memory> memories() {
    var memories = new ArrayList<Memory>();
    if (task.memory().has(MemoryKind.SHORT_TERM)) {
      memories.add(memory(MemoryKind.SHORT_TERM, outcome(), execution.text(), task.task()));
    }
    if (task.memory().has(MemoryKind.LONG_TERM) && task.succeeded()) {
      memories.add(memory(MemoryKind.LONG_TERM, outcome(), execution.text(), task.task()));
    }
    if (task.memory().has(MemoryKind.ENTITY) && task.succeeded()) {
      entities().forEach(memories::add);
    }
    if (task.memory().has(MemoryKind.TOOL)) {
      tools().forEach(memories::add);
    }
    return memories;
  }

  private String outcome() {
    return "Task: %s (%s)\nDescription: %s\nResult: %s"
        .formatted(
            task.task(),
            task.succeeded() ? "completed" : "failed",
            cut(task.description(), DESCRIPTION_MAX),
            cut(task.result(), RESULT_MAX));
  }

  private Stream<Memory> entities() {
    return Entities.in(cut(task.result(), RESULT_MAX * 4)).entrySet().stream()
        .map(found ->
            memory(
                MemoryKind.ENTITY,
                found.getKey() + ": " + cut(found.getValue(), SENTENCE_MAX),
                found.getKey().toLowerCase(Locale.ROOT)));
  }

  private Stream<Memory> tools() {
    return task.tools().stream().limit(CALLS_MAX).map(this::tool);
  }

  private Memory tool(ToolExperience used) {
    var call = used.call();
    var outcome =
        switch (used.result()) {
          case ToolResult.Completed(var text) -> text;
          case ToolResult.Failed(var text) -> "error: " + text;
          case ToolResult.Unknown(var text) -> "outcome unknown: " + text;
        };
    return memory(
        MemoryKind.TOOL,
        "%s(%s) -> %s"
            .formatted(call.name(), cut(call.arguments(), CALL_MAX), cut(outcome, CALL_MAX)),
        call.name(),
        call.arguments());
  }

  private Memory memory(MemoryKind kind, String text, String... key) {
    return new Memory(
        Memory.id(scope, kind, key), scope, kind, execution, text, task.endedAt(), null);
  }

  /** The text in one piece, or its beginning; without NUL, which PostgreSQL has no place for. */
  private static String cut(String text, int max) {
    var whole = text.replace('\0', ' ').strip();
    if (whole.length() <= max) {
      return whole;
    }
    int end = max - 1 - (Character.isHighSurrogate(whole.charAt(max - 2)) ? 1 : 0);
    return whole.substring(0, end) + "…";
  }
}
