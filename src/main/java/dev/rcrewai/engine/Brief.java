package dev.rcrewai.engine;

import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskCompleted;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told of the task that it answers.
 *
 * @param context the answers of the tasks that it reads, in order
 * @param heard what people were asked before it
 * @param plans what the crew's planner said
 * @param schema what the answer has to fit, or null
 */
record Brief(
    Task task,
    List<TaskCompleted> context,
    Optional<Heard> heard,
    CrewPlan plans,
    @Nullable AnswerSchema schema,
    Attachments pictures) {
  /** What people were asked before a task, and what they said. */
  record Heard(String question, String answer) {}

  Brief {
    context = List.copyOf(context);
  }
}
