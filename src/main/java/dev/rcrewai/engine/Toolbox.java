package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tools that an agent may call in one task: its own, then the task's, then those that reach its
 * coworkers. A manager has only the last.
 */
record Toolbox(List<ToolSpec> specs, Coworkers coworkers) {
  /** Tools of an agent that works alone. */
  Toolbox(List<ToolSpec> specs) {
    this(specs, Coworkers.NONE);
  }

  /** The tools of the last agent of the chain; the others wait for it. */
  static Toolbox of(Plan plan, Task task, List<Agent> chain) {
    var crew = plan.crew();
    var agent = chain.getLast();
    var names = new LinkedHashSet<>(agent.tools());
    if (!agent.name().equals(crew.crew().manager())) {
      names.addAll(task.tools());
    }
    var coworkers = Coworkers.of(plan, task, chain);
    var specs = new ArrayList<>(names.stream().map(name -> pinned(crew, name)).toList());
    specs.addAll(Delegation.specs(coworkers));
    return new Toolbox(List.copyOf(specs), coworkers);
  }

  /** The tool of that name, or null where the agent may not call one. */
  @Nullable ToolSpec find(String name) {
    for (var spec : specs) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    return null;
  }

  /** What the model is told when it calls something else. */
  String refusal(String name) {
    if (specs.isEmpty()) {
      return "You have no tool '" + name + "', nor any other. Answer without calling tools.";
    }
    var names = specs.stream().map(ToolSpec::name).collect(Collectors.joining(", "));
    return "You have no tool '" + name + "'. Your tools: " + names + ".";
  }

  private static ToolSpec pinned(PinnedCrew crew, String name) {
    var spec = crew.tool(name);
    if (spec == null) {
      throw new IllegalStateException("tool '" + name + "' was not pinned with the crew");
    }
    return spec;
  }
}
