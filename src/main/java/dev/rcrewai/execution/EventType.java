package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The word of each event type, as journals, streams and webhooks have it. */
public final class EventType {
  private static final Map<String, Class<? extends EventData>> BY_WORD =
      Map.ofEntries(
          Map.entry("execution.accepted", EventData.ExecutionAccepted.class),
          Map.entry("execution.started", EventData.ExecutionStarted.class),
          Map.entry("execution.resumed", EventData.ExecutionResumed.class),
          Map.entry("execution.released", EventData.ExecutionReleased.class),
          Map.entry("task.started", EventData.TaskStarted.class),
          Map.entry("task.completed", EventData.TaskCompleted.class),
          Map.entry("task.failed", EventData.TaskFailed.class),
          Map.entry("task.skipped", EventData.TaskSkipped.class),
          Map.entry("output.rejected", EventData.OutputRejected.class),
          Map.entry("chat.started", EventData.ChatStarted.class),
          Map.entry("chat.waiting", EventData.ChatWaiting.class),
          Map.entry("chat.resumed", EventData.ChatResumed.class),
          Map.entry("chat.completed", EventData.ChatCompleted.class),
          Map.entry("chat.failed", EventData.ChatFailed.class),
          Map.entry("tool.started", EventData.ToolStarted.class),
          Map.entry("tool.completed", EventData.ToolCompleted.class),
          Map.entry("tool.failed", EventData.ToolFailed.class),
          Map.entry("tool.unknown", EventData.ToolUnknown.class),
          Map.entry("value.recorded", EventData.ValueRecorded.class),
          Map.entry("input.requested", EventData.InputRequested.class),
          Map.entry("input.received", EventData.InputReceived.class),
          Map.entry("timer.fired", EventData.TimerFired.class),
          Map.entry("cancel.requested", EventData.CancelRequested.class),
          Map.entry("execution.completed", EventData.ExecutionCompleted.class),
          Map.entry("execution.failed", EventData.ExecutionFailed.class),
          Map.entry("execution.cancelled", EventData.ExecutionCancelled.class));

  private static final Map<Class<?>, String> WORDS = invert();

  private EventType() {}

  /** The word of this event's type. */
  public static String of(EventData data) {
    if (data instanceof EventData.Unrecognized unrecognized) {
      return unrecognized.type();
    }
    var word = WORDS.get(data.getClass());
    if (word == null) {
      throw new IllegalStateException(data.getClass() + " has no event type");
    }
    return word;
  }

  /** Every word. */
  static Set<String> words() {
    return BY_WORD.keySet();
  }

  static @Nullable Class<? extends EventData> classOf(String word) {
    return BY_WORD.get(word);
  }

  private static Map<Class<?>, String> invert() {
    var words = new HashMap<Class<?>, String>();
    BY_WORD.forEach((word, type) -> words.put(type, word));
    return Map.copyOf(words);
  }

  /** Writes and reads the {@code type} of an event. */
  static final class Resolver extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
      return of((EventData) value);
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> suggestedType) {
      return idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) {
      var type = classOf(id);
      if (type == null) {
        throw new IllegalArgumentException("unknown event type " + id);
      }
      return context.constructType(type);
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }
}
