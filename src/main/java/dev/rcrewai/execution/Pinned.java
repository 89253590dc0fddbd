package dev.rcrewai.execution;

import dev.rcrewai.crew.CrewBudget;
import dev.rcrewai.step.ToolSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A crew or flow with every setting that its executions read, as it was when they were accepted.
 * Stored once under the hash of its JSON, so that any node continues them unchanged.
 */
public sealed interface Pinned permits PinnedCrew, PinnedFlow {
  /** As callers name it. */
  String name();

  /** The word for how its tasks follow each other. */
  String process();

  /** What each execution may spend by its author, or null. */
  @Nullable CrewBudget budget();

  /** The tools that this crew of it may call, or its own steps where the name is its own. */
  List<ToolSpec> tools(String crew);

  /**
   * The tasks that an execution shows, those that have not begun included, where they are known.
   *
   * @param begun those that its journal tells of
   */
  List<Listed> listed(List<TaskState> begun);

  /**
   * A task that an execution shows.
   *
   * @param structured whether its answer is JSON
   */
  record Listed(String task, String agent, boolean structured) {}

  /** The pin that this JSON is. */
  static Pinned read(String json) {
    return Json.readTree(json).containsKey("flow")
        ? Json.read(json, PinnedFlow.class)
        : Json.read(json, PinnedCrew.class);
  }
}
