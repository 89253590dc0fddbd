package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the chats of one execution to the {@code max_rpm} of its crew and of its agents: in any
 * minute no more of them begin. It is told when they began by the journal, so that whichever node
 * goes on with the execution keeps the same pace. For one thread.
 */
final class Pace {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final @Nullable Window crew;
  private final Map<String, Window> agents = new HashMap<>();

  Pace(Crew crew) {
    this.crew = crew.rpmMax() == null ? null : new Window(crew.rpmMax());
    for (var agent : crew.agents()) {
      if (agent.rpmMax() != null) {
        agents.put(agent.name(), new Window(agent.rpmMax()));
      }
    }
  }

  /** A chat of that agent began; one that was begun anew after a crash counts again. */
  void begun(String agent, Instant at) {
    if (crew != null) {
      crew.add(at);
    }
    var own = agents.get(agent);
    if (own != null) {
      own.add(at);
    }
  }

  /** When the next chat of that agent may begin; no later than now where it may at once. */
  Instant opensAt(String agent) {
    var ofCrew = crew == null ? Instant.MIN : crew.opensAt();
    var own = agents.get(agent);
    var ofAgent = own == null ? Instant.MIN : own.opensAt();
    return ofCrew.isAfter(ofAgent) ? ofCrew : ofAgent;
  }

  /** When the latest chats began, no more of them than a minute allows. */
  private static final class Window {
    private final int most;
    private final Deque<Instant> latest = new ArrayDeque<>();

    Window(int most) {
      this.most = most;
    }

    void add(Instant at) {
      if (latest.size() == most) {
        latest.removeFirst();
      }
      latest.addLast(at);
    }

    Instant opensAt() {
      return latest.size() < most ? Instant.MIN : latest.getFirst().plus(MINUTE);
    }
  }
}
