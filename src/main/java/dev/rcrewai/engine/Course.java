package dev.rcrewai.engine;

import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an execution follows and what does not change while it runs: a crew's plan or a flow's. */
public sealed interface Course permits Plan, FlowPlan {
  /** The crew's name, or the flow's. */
  String name();

  /** Complete: defaults are filled in; values may be null. */
  Map<String, Object> inputs();

  /** Replaces each task's own, or null. */
  @Nullable Integer maxRetries();

  /** The only date that its prompts may name, since it is recorded. */
  Instant acceptedAt();

  /** The name of the crew that works at that path. */
  String crewAt(StepPath path);
}
