package dev.rcrewai.engine;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.step.AnswerRules;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.Question.Kind;
import dev.rcrewai.step.Question.Subject;
import dev.rcrewai.step.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The questions that people are asked about one task. */
record Inquiry(Plan plan, Task task) {
  /** May it begin? */
  Question confirm(String words) {
    return question(Kind.APPROVAL, words(words, "May the task '" + task.name() + "' begin?"), null);
  }

  /** Is this answer good? */
  Question review(String words, String answer) {
    return question(
        Kind.REVIEW,
        words(words, "Is this answer of the task '" + task.name() + "' good?"),
        new Question.Output(answer));
  }

  /** May the agent make this call? */
  Question approval(String agent, ToolCall call) {
    return question(
        Kind.APPROVAL,
        "May the agent '" + agent + "' call the tool '" + call.name() + "'?",
        new Question.Call(call.name(), call.arguments()));
  }

  /** What the task needs to know. */
  Question ask(HumanInput.Ask ask) {
    return ask(ask, words(ask.question(), ""), expiresIn());
  }

  /** An author's question in these words. */
  static Question ask(HumanInput.Ask ask, String text, Duration expiresIn) {
    if (!ask.choices().isEmpty()) {
      return new Question(Kind.CHOICE, text, null, ask.choices(), null, expiresIn);
    }
    var type = AnswerRules.Type.valueOf(ask.type().toUpperCase(Locale.ROOT));
    var rules = new AnswerRules(type, ask.minLength(), ask.maxLength(), ask.pattern());
    return new Question(Kind.TEXT, text, null, List.of(), rules, expiresIn);
  }

  private Question question(Kind kind, String text, @Nullable Subject subject) {
    return new Question(kind, text, subject, List.of(), null, expiresIn());
  }

  private String words(String own, String otherwise) {
    return own.isEmpty() ? otherwise : Placeholders.fill(own, plan.inputs()).strip();
  }

  private Duration expiresIn() {
    var human = task.humanInput();
    return requireNonNullElse(human == null ? null : human.expiresIn(), plan.crew().inputExpiry());
  }
}
