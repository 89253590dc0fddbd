package dev.rcrewai.execution;

import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The text of chats as one reader gets it: each piece continues the one before. A reader who missed
 * one gets no more of that chat while it is written; what is missing comes in one piece from the
 * journal, just before the chat's result. For one thread.
 */
public final class LiveText {
  /** Which call's text the reader has, and how many characters of it. */
  private record Known(int call, int end) {}

  private final ExecutionId execution;
  private final Map<StepPath, Known> texts = new HashMap<>();

  public LiveText(ExecutionId execution) {
    this.execution = execution;
  }

  /** Whether the reader is to get this piece; it has it from then on. */
  public boolean take(ChatDelta delta) {
    var known = texts.get(delta.path());
    if (known != null && known.call() == delta.call() && known.end() != delta.offset()) {
      return false;
    }
    texts.put(delta.path(), new Known(delta.call(), delta.offset() + delta.text().length()));
    return true;
  }

  /** The reader does not get this piece. */
  public void skip(ChatDelta delta) {
    var known = texts.get(delta.path());
    if (known == null || known.call() != delta.call()) {
      texts.put(delta.path(), new Known(delta.call(), delta.offset()));
    }
  }

  /** What the reader has not got of the text with which this event ends a chat. */
  public Optional<ChatDelta> rest(Event event) {
    return switch (event.data()) {
      case EventData.ChatCompleted(var path, int call, var reply, _) ->
          rest(path, call, reply.text());
      case EventData.ChatFailed failed -> {
        texts.remove(failed.path());
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private Optional<ChatDelta> rest(StepPath path, int call, String text) {
    var known = texts.remove(path);
    return known == null || known.call() != call || known.end() >= text.length()
        ? Optional.empty()
        : Optional.of(
            new ChatDelta(execution, path, call, known.end(), text.substring(known.end())));
  }
}
