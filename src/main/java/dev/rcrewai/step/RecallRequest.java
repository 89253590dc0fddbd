package dev.rcrewai.step;

import dev.rcrewai.crew.CrewMemory;
import java.util.List;

/** What is to be recalled, or kept in mind; says everything of the crew that this needs. */
public sealed interface RecallRequest {
  /**
   * What the crew remembers for its caller.
   *
   * @param query what the conversation that begins is about
   */
  record Memories(CrewMemory memory, String query) implements RecallRequest {}

  /**
   * Keeps in mind what a task taught, once.
   *
   * @param task its name
   * @param description its description, with the inputs filled in
   * @param result its answer, or why there is none
   * @param succeeded whether the task was completed
   */
  record Remember(
      CrewMemory memory,
      String task,
      String description,
      String result,
      boolean succeeded,
      List<ToolExperience> tools)
      implements RecallRequest {
    public Remember {
      tools = List.copyOf(tools);
    }
  }
}
