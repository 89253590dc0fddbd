package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.Message;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Begins the conversations about one task, with whichever of the crew's agents. */
record Conversations(Plan plan, Task task) {
  /**
   * A conversation with the last agent of the chain.
   *
   * @param chain the task's agent, whom it asked, and so on: each waits for the next
   * @param opening the first messages, given what the agent may call
   */
  Conversation begin(List<Agent> chain, Function<Toolbox, List<Message>> opening) {
    return begin(chain.getLast(), Toolbox.of(plan, task, chain), opening);
  }

  /** A conversation in which nothing can be called. */
  Conversation beginWithoutTools(Agent agent, Function<Toolbox, List<Message>> opening) {
    return begin(agent, new Toolbox(List.of()), opening);
  }

  private Conversation begin(Agent agent, Toolbox tools, Function<Toolbox, List<Message>> opening) {
    return new Conversation(
        agent,
        Objects.requireNonNull(plan.crew().models().get(agent.name())),
        plan.crew().fallbackOf(agent.name()),
        tools,
        new Inquiry(plan, task),
        () -> opening.apply(tools));
  }
}
