package dev.rcrewai.engine;

import dev.rcrewai.engine.Review.Verdict.Rejected;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.StepPath;

/** Who answers a task, attempt after attempt: one agent, or several who vote. */
interface Author {
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
