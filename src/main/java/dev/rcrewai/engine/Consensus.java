package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.all;
import static dev.rcrewai.engine.Progress.done;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Progress.Failure;
import dev.rcrewai.engine.Review.Verdict.Rejected;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Several agents answer a task: all propose, all score every proposal, the highest sum wins. The
 * task's agent is the first of them, so that it wins a tie, and the first proposal wins one among
 * the others.
 *
 * <pre>
 *   x/attempt/1/proposal/0/turn/1/chat   … proposal/1, proposal/2: side by side, with tools
 *   x/attempt/1/vote/0/0/chat            … vote/VOTER/PROPOSAL: side by side, a number from 0 to 10
 * </pre>
 *
 * A proposal that fails is dropped; a vote that fails, or has no number, counts 0. Where nobody
 * proposes anything, the attempt ends as the first of them did.
 */
final class Consensus implements Author {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
  private static final int SCORE_MAX = 10;

  private final Conversations conversations;
  private final AgentLoop agents;
  private final List<Agent> members;
  private final List<Conversation> talks;
  private List<Proposal> proposals = List.of();

  /** What came of one agent's attempt to answer. */
  private sealed interface Proposal {
    record Made(Answered answer) implements Proposal {}

    record Dropped(Failure<Proposal> failure) implements Proposal {}
  }

  /** A proposal that is voted on, by the agent of that index. */
  private record Candidate(int index, Answered answer) {}

  /**
   * @param begin begins an agent's conversation about the task
   */
  Consensus(AgentLoop agents, Function<Agent, Conversation> begin) {
    this.conversations = agents.conversations();
    this.agents = agents;
    this.members = members(conversations.plan().crew().crew(), conversations.task());
    this.talks = members.stream().map(begin).toList();
  }

  private static List<Agent> members(Crew crew, Task task) {
    var first = crew.agent(task.agent());
    int size = crew.consensusAgents() == null ? 1 : crew.consensusAgents();
    var others = crew.agents().stream().filter(agent -> !agent.equals(first));
    return Stream.concat(Stream.of(first), others).limit(size).toList();
  }

  @Override
  public Progress<Answered> attempt(StepPath attempt) {
    return all(members.size(), i -> propose(i, attempt.proposal(i)))
        .then(made -> {
          proposals = made;
          var candidates = candidates(made);
          return switch (candidates.size()) {
            case 0 -> ((Proposal.Dropped) made.getFirst()).failure().as();
            case 1 -> done(candidates.getFirst().answer());
            default -> elect(candidates, attempt);
          };
        });
  }

  @Override
  public void revise(Rejected rejected) {
    for (int i = 0; i < talks.size(); i++) {
      var words = TeamPrompts.revise(rejected.answer().text(), rejected.feedback());
      switch (proposals.get(i)) {
        case Proposal.Made(var own) -> talks.get(i).goOn(own, words);
        case Proposal.Dropped _ -> talks.get(i).goOn(words);
      }
    }
  }

  private Progress<Proposal> propose(int member, StepPath path) {
    return agents
        .converse(talks.get(member), path)
        .<Proposal>then(answer -> done(new Proposal.Made(answer)))
        .recover(Proposal.Dropped::new);
  }

  private static List<Candidate> candidates(List<Proposal> proposals) {
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < proposals.size(); i++) {
      if (proposals.get(i) instanceof Proposal.Made(var answer)) {
        candidates.add(new Candidate(i, answer));
      }
    }
    return candidates;
  }

  private Progress<Answered> elect(List<Candidate> candidates, StepPath attempt) {
    return all(candidates.size(), i -> support(candidates.get(i), attempt))
        .then(sums -> done(candidates.get(winner(sums)).answer()));
  }

  private Progress<Integer> support(Candidate candidate, StepPath attempt) {
    return all(
            members.size(),
            voter -> score(voter, candidate.answer(), attempt.vote(voter, candidate.index())))
        .then(scores -> done(scores.stream().mapToInt(Integer::intValue).sum()));
  }

  private static int winner(List<Integer> sums) {
    int best = 0;
    for (int i = 1; i < sums.size(); i++) {
      best = sums.get(i) > sums.get(best) ? i : best;
    }
    return best;
  }

  private Progress<Integer> score(int voter, Answered answer, StepPath path) {
    var agent = members.get(voter);
    var task = conversations.task();
    var plan = conversations.plan();
    var request = TeamPrompts.vote(task, plan.inputs(), answer.text());
    var talk =
        conversations.beginWithoutTools(
            agent, tools -> Prompts.opening(agent, tools, plan, request));
    return agents
        .chat(talk, ToolUse.AUTO, path.chat())
        .then(reply -> done(reply instanceof Answered said ? number(said.text()) : 0))
        .recover(_ -> 0);
  }

  /** The first whole number, brought into range; 0 where there is none. */
  static int number(String text) {
    var found = NUMBER.matcher(text);
    return found.find() ? Math.clamp(Integer.parseInt(found.group()), 0, SCORE_MAX) : 0;
  }
}
