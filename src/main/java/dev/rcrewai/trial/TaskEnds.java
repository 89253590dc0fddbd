package dev.rcrewai.trial;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each task of an execution ended, for whoever scores it. */
public record TaskEnds(Crew crew, List<Event> journal) {
  private static final String NOT_REACHED = "the execution ended before it did";

  /** Scores one answer; empty where this answer is not scored. */
  @FunctionalInterface
  public interface Scorer {
    Optional<Score> score(Task task, String answer) throws Exception;
  }

  public TaskEnds {
    journal = List.copyOf(journal);
  }

  /**
   * The scores of all tasks in the crew's order: 0 for those that have no answer, whatever the
   * scorer scores; none for those that their own conditions left out.
   */
  public Map<String, Score> scores(Scorer scorer) throws Exception {
    var closed = new HashMap<String, TaskClosed>();
    for (var event : journal) {
      if (event.data() instanceof TaskClosed end) {
        closed.put(end.task(), end);
      }
    }
    var scores = new LinkedHashMap<String, Score>();
    for (var task : crew.tasks()) {
      var score =
          switch (closed.get(task.name())) {
            case TaskCompleted completed -> scorer.score(task, completed.output());
            case TaskFailed failed -> Optional.of(new Score(0, failed.detail()));
            case TaskSkipped skipped when skipped.isIntended() -> Optional.<Score>empty();
            case TaskSkipped skipped -> Optional.of(new Score(0, skipped.reason()));
            case null -> Optional.of(new Score(0, NOT_REACHED));
          };
      score.ifPresent(one -> scores.put(task.name(), one));
    }
    return scores;
  }

  /**
   * By the crew's own checks and reviews: ten divided by the number of answers that it took until
   * one was accepted.
   */
  public Score byOwnChecks(Task task) {
    int answers = 1;
    String why = "";
    for (var event : journal) {
      if (event.data() instanceof EventData.OutputRejected rejected
          && rejected.path().taskName().equals(task.name())) {
        answers++;
        why = "answer " + answers + " was accepted; before it: " + rejected.reason();
      }
    }
    return new Score(Score.MAX / answers, why);
  }
}
