package dev.rcrewai.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.TaskCompleted;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LessonTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Crew CREW =
      new Crew(
          "crew",
          "",
          Process.PARALLEL,
          Map.of(),
          List.of(agent("poet"), agent("critic")),
          List.of(task("write", "poet"), task("judge", "critic")),
          null);

  @Test
  void lessons_ofTasksSideBySide_eachHaveTheirOwnAnswersAndAgent() {
    assertThat(
            lessons(
                asked("write", 1, "ode"),
                asked("judge", 1, "bad"),
                said("write", 1, Decision.REVISE, "Shorter."),
                said("judge", 1, Decision.REVISE, "Kinder."),
                asked("judge", 2, "fair"),
                asked("write", 2, "haiku"),
                said("judge", 2, Decision.APPROVED, "")))
        .containsExactly(
            new Lesson("write", "poet", "ode", "Shorter.", "haiku"),
            new Lesson("judge", "critic", "bad", "Kinder.", "fair"));
  }

  @Test
  void lesson_afterWhichNobodyIsAsked_isImprovedByTheTasksAnswer() {
    assertThat(
            lessons(
                asked("write", 1, "ode"),
                said("write", 1, Decision.REVISE, "Shorter."),
                asked("write", 2, "sonnet"),
                said("write", 2, Decision.REVISE, "Still shorter."),
                new TaskCompleted(StepPath.task("write").closed(), "write", "poet", "haiku")))
        .containsExactly(
            new Lesson("write", "poet", "ode", "Shorter.", "sonnet"),
            new Lesson("write", "poet", "sonnet", "Still shorter.", "haiku"));
  }

  @Test
  void lesson_ofATaskThatFailedAfterIt_isKept() {
    assertThat(lessons(asked("write", 1, "ode"), said("write", 1, Decision.REVISE, "Shorter.")))
        .containsExactly(new Lesson("write", "poet", "ode", "Shorter.", ""));
  }

  private static List<Lesson> lessons(EventData... data) {
    var journal =
        IntStream.range(0, data.length).mapToObj(i -> new Event(i + 1, NOW, data[i])).toList();
    return Lesson.of(CREW, journal);
  }

  private static EventData asked(String task, int attempt, String answer) {
    var question =
        new Question(
            Question.Kind.REVIEW,
            "Is it good?",
            new Question.Output(answer),
            List.of(),
            null,
            Duration.ofHours(1));
    return new InputRequested(StepPath.task(task).attempt(attempt).review(), question);
  }

  private static EventData said(String task, int attempt, Decision decision, String text) {
    var path = StepPath.task(task).attempt(attempt).review();
    return new InputReceived(path, decision, text, "ann", NOW);
  }

  private static Agent agent(String name) {
    return new Agent(name, name, "Help", "", List.of(), null, 5, null);
  }

  private static Task task(String name, String agent) {
    return new Task(name, "Do it", "A line", agent, List.of(), List.of(), null);
  }
}
