package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;

import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failure;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolUse;

/**
 * How an agent makes a plan before the first turn of a conversation: chats without tools, until one
 * of them says something. A chat that fails leaves the agent without a plan; it works all the same.
 */
record Reasoning(AgentLoop agents) {
  /** The plan; empty where there is none, or the agent is to make none. */
  Progress<String> plan(Conversation talk, StepPath path) {
    var attemptsMax = talk.agent().reasoningAttemptsMax();
    if (attemptsMax == null) {
      return done("");
    }
    var beside = talk.forPlan();
    for (int n = 1; n <= attemptsMax; n++) {
      switch (agents.chat(beside, ToolUse.AUTO, path.reasoning(n).chat())) {
        case Needs<Reply> needs -> {
          return needs.as();
        }
        case Failure<Reply> failure -> {
          return failure.<String>as().recover(_ -> "");
        }
        case Done(Answered answer) when !answer.text().isBlank() -> {
          return done(answer.text().strip());
        }
        case Done<Reply> _ -> beside.discard(PlanPrompts.NO_PLAN);
      }
    }
    return done("");
  }
}
