package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.JournalReader;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.StateWrite;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one journal within its bounds: events, and the characters of what models and tools said,
 * which is nearly all of a journal's size. Single-threaded.
 */
final class JournalBudget {
  /** The longest text of one event. */
  static final int EVENT_CHARS_MAX = 256 * 1024;

  /** All texts of one journal. */
  static final long JOURNAL_CHARS_MAX = 16L << 20;

  /** Room for the events that end an execution. */
  private static final long EVENTS_MAX = JournalReader.EVENTS_MAX - 200L;

  private long events;
  private long chars;

  /** An event is part of the journal now. */
  void spend(EventData data) {
    events++;
    chars += chars(data);
  }

  /** Whether the journal may grow no more. */
  boolean isExhausted() {
    return events >= EVENTS_MAX || chars >= JOURNAL_CHARS_MAX;
  }

  /** What was reached, for people. */
  String words() {
    return events >= EVENTS_MAX
        ? "the execution needs more than " + EVENTS_MAX + " events"
        : "its answers and results have more than " + JOURNAL_CHARS_MAX + " characters";
  }

  /** The same result, or, where it is too long to be recorded, the failure that it is instead. */
  static StepResult recordable(StepResult result) {
    int length = chars(result);
    if (length <= EVENT_CHARS_MAX) {
      return result;
    }
    var words = length + " characters; at most " + EVENT_CHARS_MAX + " are recorded";
    return switch (result) {
      case ChatCompleted chat ->
          new ChatFailed(
              chat.path(),
              chat.call(),
              ChatFailure.BAD_OUTPUT,
              "the answer has " + words,
              chat.bill());
      case ToolCompleted tool -> new ToolFailed(tool.path(), "the result has " + words);
      case ChatFailed chat ->
          new ChatFailed(chat.path(), chat.call(), chat.failure(), cut(chat.detail()), chat.bill());
      case ToolFailed tool -> new ToolFailed(tool.path(), cut(tool.error()));
      case ToolUnknown tool -> new ToolUnknown(tool.path(), cut(tool.error()));
      case ValueRecorded value ->
          new ValueRecorded(
              value.path(), value.kind(), List.of(), "what was found has " + words, value.bill());
      case EventData.InputReceived input -> input; // the door bounds it
    };
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), EVENT_CHARS_MAX));
  }

  private static int chars(EventData data) {
    return switch (data) {
      case ChatCompleted chat -> chars(chat.reply());
      case ToolCompleted tool -> tool.output().length();
      case ToolFailed tool -> tool.error().length();
      case ToolUnknown tool -> tool.error().length();
      case ChatFailed chat -> chat.detail().length();
      case ValueRecorded value -> chars(value);
      case EventData.ToolStarted tool -> tool.call().arguments().length();
      case EventData.OutputRejected rejected -> rejected.reason().length();
      case EventData.TaskCompleted task -> task.output().length() + chars(task.state());
      case EventData.InputRequested input -> chars(input.question());
      case EventData.InputReceived input -> input.text().length();
      default -> 0;
    };
  }

  private static int chars(ValueRecorded value) {
    return value.passages().stream()
        .mapToInt(passage -> passage.source().length() + passage.text().length())
        .sum();
  }

  private static int chars(@Nullable StateWrite write) {
    return write == null ? 0 : Json.write(write.set()).length();
  }

  private static int chars(Question question) {
    return question.text().length()
        + switch (question.subject()) {
          case Question.Output(var output) -> output.length();
          case Question.Call(_, var arguments) -> arguments.length();
          case null -> 0;
        };
  }

  private static int chars(Reply reply) {
    var state = reply.providerState();
    int opaque = state == null ? 0 : state.length();
    return opaque
        + switch (reply) {
          case Answered answered -> answered.text().length();
          case ToolsCalled called ->
              called.text().length()
                  + called.calls().stream().mapToInt(call -> call.arguments().length()).sum();
        };
  }
}
