package dev.rcrewai.drill;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One execution's journal, as the events operation shows it, and what is wrong with it. */
record History(String word, List<JsonObject> events) {
  private static final Set<String> TERMINAL =
      Set.of("execution.completed", "execution.failed", "execution.cancelled");
  private static final Set<String> CHATS = Set.of("chat.completed", "chat.failed");
  private static final Set<String> OWNERS = Set.of("execution.started", "execution.resumed");

  History {
    events = List.copyOf(events);
  }

  /** A node that held the lease from that moment on, until the next one did. */
  record Tenure(String node, long epoch, Instant from) {}

  /** What no journal may look like, in words. */
  List<String> faults() {
    var faults = new ArrayList<String>();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).getLong("seq") != i + 1) {
        faults.add("%s: seq %d stands at place %d".formatted(word, seq(events.get(i)), i + 1));
      }
      if (i > 0 && at(events.get(i)).isBefore(at(events.get(i - 1)))) {
        faults.add("%s: seq %d is before its predecessor".formatted(word, seq(events.get(i))));
      }
    }
    var terminal = typed(TERMINAL).toList();
    if (terminal.size() != 1 || !TERMINAL.contains(lastType())) {
      faults.add("%s: %d terminal events, last: %s".formatted(word, terminal.size(), lastType()));
    }
    chats()
        .forEach((path, at) -> {
          if (at.size() > 1) {
            faults.add("%s: %s is recorded %d times".formatted(word, path, at.size()));
          }
        });
    var tenures = tenures();
    for (int i = 1; i < tenures.size(); i++) {
      if (tenures.get(i).epoch() <= tenures.get(i - 1).epoch()) {
        faults.add(
            "%s: epoch %d follows %s"
                .formatted(word, tenures.get(i).epoch(), tenures.get(i - 1).epoch()));
      }
    }
    return faults;
  }

  /** When the chat of each path was recorded. */
  Map<String, List<Instant>> chats() {
    var chats = new HashMap<String, List<Instant>>();
    typed(CHATS)
        .forEach(event ->
            chats.computeIfAbsent(event.getString("path"), _ -> new ArrayList<>()).add(at(event)));
    return chats;
  }

  /** Who held the lease when, oldest first. */
  List<Tenure> tenures() {
    return typed(OWNERS)
        .map(event -> new Tenure(event.getString("node"), event.getLong("epoch"), at(event)))
        .toList();
  }

  /**
   * The node that held the lease at that moment. Nobody knows where an epoch is missing before the
   * next tenure: its node called at once and died before it had written that it took over.
   */
  Optional<String> holder(Instant moment) {
    var tenures = tenures();
    int next = 0;
    while (next < tenures.size() && !tenures.get(next).from().isAfter(moment)) {
      next++;
    }
    if (next == 0) {
      return Optional.empty();
    }
    var tenure = tenures.get(next - 1);
    boolean isNextKnown = next == tenures.size() || tenures.get(next).epoch() == tenure.epoch() + 1;
    return isNextKnown ? Optional.of(tenure.node()) : Optional.empty();
  }

  /** How often another node, or the same one again, went on with it. */
  long takeovers() {
    return typed(Set.of("execution.resumed")).count();
  }

  boolean isCompleted() {
    return lastType().equals("execution.completed");
  }

  String output() {
    return events.isEmpty() ? "" : events.getLast().getString("output", "");
  }

  String lastType() {
    return events.isEmpty() ? "nothing" : events.getLast().getString("type");
  }

  private Stream<JsonObject> typed(Set<String> types) {
    return events.stream().filter(event -> types.contains(event.getString("type")));
  }

  private static long seq(JsonObject event) {
    return event.getLong("seq");
  }

  private static Instant at(JsonObject event) {
    return Instant.parse(event.getString("at"));
  }
}
