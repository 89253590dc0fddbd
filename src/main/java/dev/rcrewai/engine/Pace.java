package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.PinnedFlow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the chats of one execution to the {@code max_rpm} of its crews and of their agents: in any
 * minute no more of them begin. It is told when they began by the journal, so that whichever node
 * goes on with the execution keeps the same pace. For one thread.
 */
final class Pace {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<String, Window> crews = new HashMap<>();
  private final Map<Member, Window> agents = new HashMap<>();

  private record Member(String crew, String agent) {}

  Pace(Pinned pinned) {
    switch (pinned) {
      case PinnedCrew crew -> add(crew.crew());
      case PinnedFlow flow -> flow.crews().values().forEach(crew -> add(crew.crew()));
    }
  }

  private void add(Crew crew) {
    if (crew.rpmMax() != null) {
      crews.put(crew.name(), new Window(crew.rpmMax()));
    }
    for (var agent : crew.agents()) {
      if (agent.rpmMax() != null) {
        agents.put(new Member(crew.name(), agent.name()), new Window(agent.rpmMax()));
      }
    }
  }

  /** A chat of that agent began; one that was begun anew after a crash counts again. */
  void begun(String crew, String agent, Instant at) {
    var ofCrew = crews.get(crew);
    if (ofCrew != null) {
      ofCrew.add(at);
    }
    var own = agents.get(new Member(crew, agent));
    if (own != null) {
      own.add(at);
    }
  }

  /** When the next chat of that agent may begin; no later than now where it may at once. */
  Instant opensAt(String crew, String agent) {
    var ofCrew = opensAt(crews.get(crew));
    var own = opensAt(agents.get(new Member(crew, agent)));
    return ofCrew.isAfter(own) ? ofCrew : own;
  }

  private static Instant opensAt(@Nullable Window window) {
    return window == null ? Instant.MIN : window.opensAt();
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
