package dev.rcrewai.execution;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where an execution calls back, and for what; part of {@code execution.accepted}.
 *
 * @param events words of {@link EventType}
 */
public record Webhook(String url, List<String> events) {
  /** What is told where the caller chooses nothing: the end. */
  public static final List<String> EVENTS_DEFAULT =
      List.of("execution.completed", "execution.failed", "execution.cancelled");

  /** The answer to the request says it already. */
  private static final String ACCEPTED = "execution.accepted";

  public Webhook {
    events = List.copyOf(events);
  }

  /** The types that may be chosen, in alphabetical order. */
  public static Set<String> choosable() {
    var words = new TreeSet<>(EventType.words());
    words.remove(ACCEPTED);
    return words;
  }

  /** Whether it is told of that event. */
  public boolean wants(Event event) {
    return events.contains(EventType.of(event.data()));
  }

  /** The last of these events that it is told of, or null where it is told of none. */
  static @Nullable Event lastWanted(@Nullable Webhook webhook, List<Event> events) {
    return webhook == null
        ? null
        : events.reversed().stream().filter(webhook::wants).findFirst().orElse(null);
  }
}
