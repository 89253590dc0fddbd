package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a crew's tasks: those of one phase run side by side, each as soon as its context is
 * complete, and the next phase begins when all of them have a result.
 *
 * <p>A parallel crew is one phase, unless a failure is to stop it. Then tasks that read each other
 * are in different phases: which of them still begin must not depend on who is faster. For the same
 * reason async tasks are in one phase with the task after them then.
 */
final class Phases {
  private Phases() {}

  static List<List<Task>> of(Crew crew) {
    return switch (crew.process()) {
      case SEQUENTIAL, HIERARCHICAL, CONSENSUAL ->
          crew.onTaskFailure() == OnTaskFailure.STOP
              ? List.copyOf(besideTheNext(crew.tasks()))
              : crew.tasks().stream().map(List::of).toList();
      case PARALLEL ->
          crew.onTaskFailure() == OnTaskFailure.STOP
              ? List.copyOf(byDepth(crew.tasks()))
              : List.of(crew.tasks());
    };
  }

  private static List<List<Task>> besideTheNext(List<Task> tasks) {
    var phases = new ArrayList<List<Task>>();
    boolean goesOn = false;
    for (var task : tasks) {
      if (!goesOn) {
        phases.add(new ArrayList<>());
      }
      phases.getLast().add(task);
      goesOn = task.async();
    }
    return phases;
  }

  /** A task's depth is the number of tasks on the longest way to it. */
  private static List<List<Task>> byDepth(List<Task> tasks) {
    Map<String, Integer> depths = new HashMap<>();
    var phases = new ArrayList<List<Task>>();
    for (var task : tasks) {
      int depth = 0;
      for (var name : task.context()) {
        depth = Math.max(depth, 1 + depths.getOrDefault(name, 0));
      }
      depths.put(task.name(), depth);
      while (phases.size() <= depth) {
        phases.add(new ArrayList<>());
      }
      phases.get(depth).add(task);
    }
    return phases;
  }
}
