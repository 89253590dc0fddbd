package dev.rcrewai.step;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.Knowledge;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be recalled, or kept in mind; says everything of the crew that this needs. */
public sealed interface RecallRequest {
  /** One that concerns memories. */
  sealed interface OfMemory extends RecallRequest {}

  /**
   * What the crew remembers for its caller.
   *
   * @param embedder who makes the query's vector, or null where memories are found by their words
   * @param query what the conversation that begins is about
   */
  record Memories(CrewMemory memory, @Nullable EmbedderChoice embedder, String query)
      implements OfMemory {}

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
   * @param embedder who makes vectors of what is kept, or null for none
   * @param task its name
   * @param description its description, with the inputs filled in
   * @param result its answer, or why there is none
   * @param succeeded whether the task was completed
   * @param endedAt when it ended, by its journal
   */
  record Remember(
      CrewMemory memory,
      @Nullable EmbedderChoice embedder,
      String task,
      String description,
      String result,
      boolean succeeded,
      Instant endedAt,
      List<ToolExperience> tools)
      implements OfMemory {
    public Remember {
      tools = List.copyOf(tools);
    }
  }
}
