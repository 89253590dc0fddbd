package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.engine.Review.Verdict.Rejected;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.StepPath;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who answers a task, attempt after attempt: one agent, or several who vote. */
interface Author {
  /**
   * The one that the crew's process puts to this task.
   *
   * @param subject what the task is about
   * @param opening what each of its agents is told first, given what that agent may call
   */
  static Author of(
      AgentLoop agents,
      Supplier<String> subject,
      BiFunction<Agent, Toolbox, List<Message>> opening) {
    var conversations = agents.conversations();
    var crew = conversations.plan().crew().crew();
    Function<Agent, Conversation> begin =
        agent -> conversations.beginTask(agent, subject, tools -> opening.apply(agent, tools));
    return switch (crew.process()) {
      case SEQUENTIAL, PARALLEL, HIERARCHICAL ->
          new Single(agents, begin.apply(crew.lead(conversations.task())));
      case CONSENSUAL -> new Consensus(agents, begin);
    };
  }

  /** The answer of this attempt; it goes on with what was said in those before it. */
  Progress<Answered> attempt(StepPath attempt);

  /** The answer was not accepted; the next attempt is told why. */
  void revise(Rejected rejected);

  /** One agent in one conversation. */
  record Single(AgentLoop agents, Conversation talk) implements Author {
    @Override
    public Progress<Answered> attempt(StepPath attempt) {
      return agents.converse(talk, attempt);
    }

    @Override
    public void revise(Rejected rejected) {
      talk.goOn(rejected.answer(), Prompts.revise(rejected));
    }
  }
}
