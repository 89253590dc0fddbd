package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.OutputSchema;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Begins the conversations about one task, with whichever of the crew's agents. */
record Conversations(Plan plan, Task task) {
  /** The conversation in which an agent answers the task itself, in the form that is asked for. */
  Conversation beginTask(
      Agent agent, Supplier<String> subject, Function<Toolbox, List<Message>> opening) {
    var output = plan.compiled().task(task.name()).output();
    var files = Attachments.of(task, plan.inputs()).files();
    var tools = Toolbox.of(plan, task, List.of(agent));
    return begin(agent, tools, output, files, subject, opening);
  }

  /**
   * A conversation with the last agent of the chain.
   *
   * @param chain the task's agent, whom it asked, and so on: each waits for the next
   * @param subject what the last agent is asked
   * @param opening the first messages, given what the agent may call
   */
  Conversation begin(List<Agent> chain, String subject, Function<Toolbox, List<Message>> opening) {
    var tools = Toolbox.of(plan, task, chain);
    return begin(chain.getLast(), tools, null, List.of(), () -> subject, opening);
  }

  /** A conversation in which nothing can be called. */
  Conversation beginWithoutTools(Agent agent, Function<Toolbox, List<Message>> opening) {
    return begin(agent, new Toolbox(List.of()), null, List.of(), () -> "", opening);
  }

  private Transcript transcript(Agent agent) {
    var window = plan.crew().contextWindowOf(agent.name());
    return window == null
        ? Transcript.unbounded()
        : new Transcript(window - plan.crew().modelOf(agent.name()).outputTokensMax());
  }

  private Conversation begin(
      Agent agent,
      Toolbox tools,
      @Nullable OutputSchema output,
      List<String> files,
      Supplier<String> subject,
      Function<Toolbox, List<Message>> opening) {
    return new Conversation(
        agent,
        plan.crew().modelOf(agent.name()),
        plan.crew().fallbackOf(agent.name()),
        tools,
        new Inquiry(plan, task),
        output,
        files,
        transcript(agent),
        subject,
        () -> opening.apply(tools));
  }
}
