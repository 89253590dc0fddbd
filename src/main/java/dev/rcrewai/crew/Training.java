package dev.rcrewai.crew;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people said of a crew's answers, and what its agents are told because of it. Immutable.
 *
 * @param agents by name, in the order of the file
 */
public record Training(Map<String, Lessons> agents) {
  /** The longest suggestion, in characters. */
  public static final int SUGGESTION_MAX = 1_000;

  public static final int SUGGESTIONS_MAX = 30;

  /** The longest feedback, in characters. */
  public static final int SAID_MAX = 4_000;

  /** How much feedback is kept of an agent; the oldest goes first. */
  public static final int FEEDBACK_MAX = 200;

  /** Nobody was taught anything. */
  public static final Training NONE = new Training(Map.of());

  public Training {
    agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
  }

  /**
   * What one agent was taught.
   *
   * @param suggestions what its prompts tell it
   * @param feedback what they were made of, the oldest first
   */
  public record Lessons(List<String> suggestions, List<Feedback> feedback) {
    public Lessons {
      suggestions = suggestions.stream().limit(SUGGESTIONS_MAX).toList();
      feedback =
          List.copyOf(
              feedback.subList(Math.max(0, feedback.size() - FEEDBACK_MAX), feedback.size()));
    }

    static final Lessons NONE = new Lessons(List.of(), List.of());
  }

  /** What a person said of an answer to a task. */
  public record Feedback(String task, String said) {}

  /** What this agent was taught; nothing where it was not. */
  public Lessons of(String agent) {
    return agents.getOrDefault(agent, Lessons.NONE);
  }

  /** The same where this agent got feedback, and is told something else by now. */
  public Training with(String agent, List<Feedback> more, List<String> suggestions) {
    var feedback = new ArrayList<>(of(agent).feedback());
    feedback.addAll(more);
    var all = new LinkedHashMap<>(agents);
    all.put(agent, new Lessons(suggestions, feedback));
    return new Training(all);
  }

  Agent teach(Agent agent) {
    return agent.taught(of(agent.name()).suggestions());
  }
}
