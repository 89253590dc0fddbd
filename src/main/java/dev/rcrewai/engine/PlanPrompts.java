package dev.rcrewai.engine;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words in which plans are asked for, and told to those who work by them. */
final class PlanPrompts {
  static final String NO_PLAN = "Your last answer was empty. Say how you will do the task.";

  /** How much of a plan is shown, in characters. */
  static final int PLAN_MAX = 8_000;

  private static final String PLANNER =
      """
      You plan the work of a crew of agents before it begins. You do none of the work.

      Rules:
      - For each task say in one sentence how its agent should go about it, so that the tasks after \
      it get what they need.
      - Your answer is one JSON object whose keys are the names of the tasks and whose values are \
      these sentences.\
      """;

  private PlanPrompts() {}

  /** What an agent is asked before it begins, given with what its conversation will begin. */
  static List<Message> ask(List<Message> opening, Toolbox tools) {
    return add(
        opening,
        "\n\nDo not do this yet. First make a plan: say in a few short and concrete lines how you"
            + " will do it, and nothing of the answer itself. "
            + tools(tools.specs().stream().map(ToolSpec::name).toList()));
  }

  private static String tools(List<String> names) {
    return names.isEmpty()
        ? "You will have no tools."
        : "You will have these tools, which you cannot call yet: " + String.join(", ", names) + ".";
  }

  /** The opening of a conversation in which the agent keeps to a plan of its own. */
  static List<Message> keepTo(String plan, List<Message> opening) {
    return plan.isEmpty() ? opening : add(opening, "\n\nYour plan:\n" + cut(plan));
  }

  /** A plan for a task that its crew's planner made; nothing where there is none. */
  static String ofTask(String plan) {
    return plan.isEmpty() ? "" : "\n\nPlan for this task: " + cut(plan);
  }

  private static String cut(String plan) {
    return Prompts.shortened(plan, PLAN_MAX);
  }

  /** The same messages, of which the last one, the crew's, says more. */
  static List<Message> add(List<Message> opening, String more) {
    var last =
        switch (opening.getLast()) {
          case Message.User(var text, var images) -> new Message.User(text + more, images);
          case Message.System _, Message.Assistant _, Message.Tool _ ->
              throw new IllegalArgumentException("an opening ends with what the crew says");
        };
    return Stream.concat(opening.stream().limit(opening.size() - 1L), Stream.of(last)).toList();
  }

  /** The messages with which a plan of all tasks is asked for. */
  static List<Message> planner(Crew crew, Map<String, Object> inputs) {
    return List.of(
        new Message.System(PLANNER),
        new Message.User(
            "The tasks, in their order:\n\n"
                + crew.tasks().stream()
                    .map(task -> task(crew, task, inputs))
                    .collect(Collectors.joining("\n\n"))));
  }

  private static String task(Crew crew, Task task, Map<String, Object> inputs) {
    var agent = crew.lead(task);
    var tools = Stream.concat(agent.tools().stream(), task.tools().stream()).distinct().toList();
    return "Task "
        + task.name()
        + "\nAgent: "
        + Placeholders.fill(agent.role(), inputs).strip()
        + (tools.isEmpty() ? "" : "\nTools: " + String.join(", ", tools))
        + (task.context().isEmpty() ? "" : "\nReads: " + String.join(", ", task.context()))
        + "\nDescription: "
        + Placeholders.fill(task.description(), inputs).strip()
        + "\nExpected output: "
        + Placeholders.fill(task.expectedOutput(), inputs).strip();
  }
}
