package dev.rcrewai.cli;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Training;
import dev.rcrewai.crew.Training.Feedback;
import dev.rcrewai.trial.Lesson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes suggestions of what people said: each agent's own model does. Where none can be asked, what
 * people said stands as it was said.
 *
 * @param helper null where nobody is to be asked any more
 */
record Trainer(LlmSettings llm, @Nullable HelperCrew helper, PrintWriter err) {
  private static final int LESSONS_MAX = 20;
  private static final int TEXT_MAX = 3_000;

  /** The training after these lessons. */
  Training taught(Crew crew, Training before, List<Lesson> lessons) {
    var byAgent = new LinkedHashMap<String, List<Lesson>>();
    lessons.forEach(it -> byAgent.computeIfAbsent(it.agent(), _ -> new ArrayList<>()).add(it));
    var after = before;
    for (var one : byAgent.entrySet()) {
      var feedback =
          one.getValue().stream()
              .map(it -> new Feedback(it.task(), cut(it.said(), Training.SAID_MAX)))
              .toList();
      var known = before.of(one.getKey()).suggestions();
      var suggestions = suggestions(crew.agent(one.getKey()), known, one.getValue());
      after = after.with(one.getKey(), feedback, suggestions);
    }
    return after;
  }

  private List<String> suggestions(Agent agent, List<String> known, List<Lesson> lessons) {
    var asSaid = new LinkedHashSet<>(known);
    lessons.forEach(it -> asSaid.add(cut(it.said(), Training.SUGGESTION_MAX)));
    var newest = asSaid.stream().skip(Math.max(0, asSaid.size() - Training.SUGGESTIONS_MAX));
    if (helper == null) {
      return newest.toList();
    }
    if (isScripted(agent)) {
      say(
          "No model can be asked, so "
              + agent.name()
              + " is told what people said as they said it.");
      return newest.toList();
    }
    try {
      var answer = helper.ask(model(agent), inputs(agent, known, lessons));
      var texts = new ArrayList<String>();
      answer
          .path("suggestions")
          .forEach(text -> texts.add(cut(text.asText().strip(), Training.SUGGESTION_MAX)));
      return texts.stream().filter(text -> !text.isEmpty()).distinct().toList();
    } catch (Exception e) {
      say(e.getMessage() + "; " + agent.name() + " is told what people said as they said it.");
      return newest.toList();
    }
  }

  private static Map<String, Object> inputs(Agent agent, List<String> known, List<Lesson> lessons) {
    var newest = lessons.subList(Math.max(0, lessons.size() - LESSONS_MAX), lessons.size());
    return Map.of(
        "role",
        agent.role(),
        "goal",
        agent.goal(),
        "suggestions",
        known.isEmpty() ? "(none)" : "- " + String.join("\n- ", known),
        "feedback",
        newest.stream().map(Trainer::words).collect(Collectors.joining("\n")));
  }

  private static String words(Lesson lesson) {
    return """
    <answer task="%s">
    %s
    </answer>
    A person said of it: %s
    <improved>
    %s
    </improved>
    """
        .formatted(
            lesson.task(), quoted(lesson.answer()), lesson.said(), quoted(lesson.improved()));
  }

  private static String quoted(String text) {
    return HelperCrew.quoted(cut(text, TEXT_MAX));
  }

  private boolean isScripted(Agent agent) {
    var own = agent.llm() == null ? null : agent.llm().provider();
    return (own == null ? llm.provider() : own).equals(ProviderSettings.SANDBOX);
  }

  /** The agent's own; keys that are kept for its crew are not for ours. */
  private static @Nullable AgentModel model(Agent agent) {
    var own = agent.llm();
    return own == null
        ? null
        : new AgentModel(own.provider(), own.model(), own.temperature(), null);
  }

  private void say(String words) {
    err.println(words);
    err.flush();
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
