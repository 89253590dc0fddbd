package dev.rcrewai.trial;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.Question;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person's words about an answer, and what became of the answer.
 *
 * @param agent who answered
 * @param answer as it was before
 * @param improved as it was after; empty where there was none any more
 */
public record Lesson(String task, String agent, String answer, String said, String improved) {

  /** All lessons of an execution, in the order in which they were given. */
  public static List<Lesson> of(Crew crew, List<Event> journal) {
    var agents = new HashMap<String, String>();
    crew.tasks().forEach(task -> agents.put(task.name(), crew.lead(task).name()));
    var shown = new HashMap<String, String>();
    var open = new HashMap<String, Integer>();
    Map<Integer, Lesson> lessons = new LinkedHashMap<>();
    for (var event : journal) {
      switch (event.data()) {
        case InputRequested(var path, var question)
            when question.subject() instanceof Question.Output(var output) -> {
          shown.put(path.taskName(), output);
          improve(lessons, open.remove(path.taskName()), output);
        }
        case InputReceived(var path, var decision, var said, _, _)
            when decision == Decision.REVISE -> {
          var task = path.taskName();
          var agent = agents.getOrDefault(task, "");
          open.put(task, lessons.size());
          lessons.put(
              lessons.size(), new Lesson(task, agent, shown.getOrDefault(task, ""), said, ""));
        }
        case TaskCompleted completed ->
            improve(lessons, open.remove(completed.task()), completed.output());
        default -> {} // nothing that people said
      }
    }
    return List.copyOf(lessons.values());
  }

  private static void improve(Map<Integer, Lesson> lessons, @Nullable Integer which, String to) {
    if (which != null) {
      lessons.computeIfPresent(
          which, (_, it) -> new Lesson(it.task, it.agent, it.answer, it.said, to));
    }
  }
}
