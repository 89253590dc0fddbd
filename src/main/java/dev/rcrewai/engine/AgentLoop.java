package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.all;
import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Open;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;

/**
 * An agent at work on one task: turn after turn of chat and tool calls until there is an answer.
 *
 * <p>An answer that is empty, or was cut at the longest allowed length, is none: it is not kept,
 * and the next turn's request says why and asks again. An agent that never finishes so ends like
 * one that never stops calling tools, with {@code max_iterations}.
 */
record AgentLoop(Recorded recorded, Desk desk, Conversations conversations) {
  /** How many calls of one turn are run; the others are answered with a refusal. */
  static final int CALLS_MAX = 32;

  /** One attempt; it continues the conversation of the attempts before it. */
  Progress<Answered> converse(Conversation talk, StepPath attempt) {
    return talk.isBegun()
        ? turns(talk, attempt)
        : new Recall(recorded, conversations.plan())
            .remind(talk, attempt)
            .then(_ -> new Reasoning(this).plan(talk, attempt))
            .then(plan -> {
              talk.begin(plan);
              return turns(talk, attempt);
            });
  }

  private Progress<Answered> turns(Conversation talk, StepPath attempt) {
    int turnsMax = talk.agent().turnsMax();
    for (int turn = 1; turn <= turnsMax; turn++) {
      var here = attempt.turn(turn);
      switch (chat(talk, ToolUse.AUTO, here.chat())) {
        case Open<Reply> open -> {
          return open.as();
        }
        case Done(Answered answer) when isWhole(answer) -> {
          return done(answer);
        }
        case Done(Answered answer) ->
            talk.discard(answer.text().isBlank() ? Prompts.EMPTY : Prompts.CUT);
        case Done(ToolsCalled called) -> {
          switch (all(called.calls().size(), i -> use(talk, called, i, here))) {
            case Open<?> open -> {
              return open.as();
            }
            case Done(var results) -> talk.add(called, results);
          }
          if (talk.stuck()) {
            return failed(Outcome.NO_PROGRESS, Details.repeated(talk.agent(), called));
          }
        }
      }
    }
    return lastWord(talk, attempt.turn(turnsMax + 1).chat());
  }

  /** Out of turns: one more chat, in which nothing may be called. */
  private Progress<Answered> lastWord(Conversation talk, StepPath path) {
    return chat(talk, ToolUse.NONE, path)
        .then(reply ->
            reply instanceof Answered answer && isWhole(answer)
                ? done(answer)
                : failed(Outcome.MAX_ITERATIONS, Details.unfinished(talk, reply)));
  }

  private static boolean isWhole(Answered answer) {
    return !answer.text().isBlank() && answer.finishReason() == FinishReason.STOP;
  }

  /** What the model says next. */
  Progress<Reply> chat(Conversation talk, ToolUse use, StepPath path) {
    talk.fit();
    return switch (recorded.chat(path)) {
      case null -> needs(new ChatStep(path, talk.agent().name(), talk.request(use), talk.files()));
      case ChatResult.Replied(var reply, var bill) -> {
        talk.counted(bill.usage().inputTokens());
        yield done(reply);
      }
      case ChatResult.Failed(var failure, var detail, _) -> noReply(path, failure, detail);
    };
  }

  private static Progress<Reply> noReply(StepPath path, ChatFailure failure, String detail) {
    var why = Details.chatFailed(failure, detail);
    if (failure.retryable()) {
      return new Interrupted<>(path, why);
    }
    return failed(
        switch (failure) {
          // Stopped while its task goes on: by the deadline it was sent with.
          case ABORTED -> Outcome.DEADLINE_EXCEEDED;
          case BUDGET -> Outcome.BUDGET_EXHAUSTED;
          default -> Outcome.PROVIDER_ERROR;
        },
        why);
  }

  /** The {@code index}-th call of a turn. What goes wrong with it is the model's to know. */
  private Progress<ToolResult> use(
      Conversation talk, ToolsCalled called, int index, StepPath turn) {
    ToolCall call = called.calls().get(index);
    var tools = talk.tools();
    var tool = tools.find(call.name());
    if (tool == null) {
      return done(new ToolResult.Failed(tools.refusal(call.name())));
    }
    if (index >= CALLS_MAX) {
      return done(new ToolResult.Failed(Prompts.TOO_MANY_CALLS));
    }
    if (Delegation.isTooMuch(tools.coworkers(), called, index)) {
      return done(new ToolResult.Failed(TeamPrompts.TOO_MUCH_WORK));
    }
    var path = turn.tool(index);
    var question = talk.approval(call);
    return question == null
        ? run(tools, tool, call, path)
        : desk.ask(path.approval(), () -> question)
            .then(answer ->
                answer.decision() == Decision.APPROVED
                    ? run(tools, tool, call, path)
                    : done(new ToolResult.Failed(Prompts.notApproved(answer.text()))));
  }

  private Progress<ToolResult> run(Toolbox tools, ToolSpec tool, ToolCall call, StepPath path) {
    if (Delegation.offers(tools.coworkers(), tool.name())) {
      return new Delegation(conversations, this).run(tools.coworkers(), call, path);
    }
    var result = recorded.tool(path);
    return result == null ? needs(new ToolStep(path, call, tool.sideEffects())) : done(result);
  }
}
