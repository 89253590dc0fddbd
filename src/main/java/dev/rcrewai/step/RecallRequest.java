package dev.rcrewai.step;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.Knowledge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be recalled, or kept in mind; says everything of the crew that this needs. */
public sealed interface RecallRequest {
  /**
   * What the crew remembers for its caller.
   *
   * @param query what the conversation that begins is about
   */
  record Memories(CrewMemory memory, String query) implements RecallRequest {}

  /**
   * What documents say.
   *
   * @param documents what the agent knows; their placeholders are replaced
   * @param embedder who makes vectors of them and of the query; null where words are looked for
   * @param query what the conversation that begins is about
   */
  record Documents(List<Knowledge> documents, @Nullable EmbedderChoice embedder, String query)
      implements RecallRequest {
    public Documents {
      documents = List.copyOf(documents);
    }

    /** The most passages that are wanted. */
    public int resultsMax() {
      return documents.stream().mapToInt(Knowledge::resultsMax).max().orElse(0);
    }
  }

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
