package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Flow;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.EventData.TaskFailed;
import dev.rcrewai.execution.EventData.TaskSkipped;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words in which the engine tells people what happened, to which, and why. */
final class Details {
  static final String NO_VERDICT = "the judge gave no verdict";
  static final String NO_REASON = "the judge gave no reason";

  private Details() {}

  static String chatFailed(ChatFailure failure, String detail) {
    return failure.name().toLowerCase(Locale.ROOT) + ": " + detail;
  }

  static String notKnown(String why) {
    return "the documents cannot be had: " + why;
  }

  static String exhausted(String lastFailure, int attempts) {
    return attempts == 1 ? lastFailure : lastFailure + " (attempt " + attempts + ", the last)";
  }

  static String repeated(Agent agent, ToolsCalled called) {
    var names = called.calls().stream().map(ToolCall::name).distinct();
    return quoted("agent", agent.name())
        + (" made the same calls with the same results in " + Conversation.REPEATS_MAX)
        + (" consecutive turns: " + names.collect(Collectors.joining(", ")));
  }

  static String unfinished(Conversation talk, Reply last) {
    var why =
        switch (last) {
          case Answered(var text, _, _) when text.isBlank() -> "its last one was empty";
          case Answered _ -> "its last one was cut at max_tokens " + talk.model().outputTokensMax();
          case ToolsCalled _ -> "it still called tools";
        };
    return quoted("agent", talk.agent().name())
        + (" gave no final answer after " + talk.agent().turnsMax() + " turns; " + why);
  }

  static String outOfTime(Agent agent, Duration limit) {
    var seconds = BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
    return quoted("agent", agent.name()) + " used up its max_execution_time of " + seconds + " s";
  }

  static String refused(String what, Answer answer) {
    return "a person refused " + what + (answer.text().isEmpty() ? "" : ": " + answer.text());
  }

  static String rejected(String feedback, int attempts) {
    return "its answer was not accepted in attempt " + attempts + ", the last: " + feedback;
  }

  static String unfit(String why) {
    return "the answer does not fit its output_schema: " + why;
  }

  static String conditionFailed(String expression, String why) {
    return "the condition " + expression + " cannot be evaluated: " + why;
  }

  static String conditionDoesNotHold(String expression) {
    return "its condition does not hold: " + expression;
  }

  static String notWritten(String path, String why) {
    return "its answer could not be written to " + path + ": " + why;
  }

  static String unanswered(StepPath path, Question question) {
    return "nobody answered within %d s: %s (%s)"
        .formatted(question.expiresIn().toSeconds(), question.text(), path);
  }

  static String needed(String task, String whatHappened) {
    return quoted("task", task) + ", whose answer it needs, " + whatHappened;
  }

  static String stopped(String failedTask) {
    return quoted("task", failedTask) + " failed, and on_task_failure is stop";
  }

  static String failed(TaskFailed failure) {
    return quoted("task", failure.task()) + " failed: " + failure.detail();
  }

  static String skipped(TaskSkipped skipped) {
    return quoted("task", skipped.task()) + " was skipped: " + skipped.reason();
  }

  static String stepFailed(TaskFailed failure) {
    return quoted("step", failure.task()) + " failed: " + failure.detail();
  }

  static String runsMax(FlowStep step) {
    return quoted("step", step.name()) + " is to run again, and its max_runs is " + step.runsMax();
  }

  static String stepsMax(Flow flow) {
    return "steps are to run again, and the flow's max_steps is " + flow.stepsMax();
  }

  static String unknowable(String what, String why) {
    return what + " cannot be evaluated: " + why;
  }

  static String tooLong(String what, int characters, int max) {
    return "%s: %d characters as JSON; at most %d are taken".formatted(what, characters, max);
  }

  static String unreachable(Task task) {
    return quoted("task", task.name())
        + (" waits for " + task.context() + ", not all of which come before it");
  }

  private static String quoted(String kind, String name) {
    return kind + " '" + name + "'";
  }
}
