package dev.rcrewai.engine;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.crew.FlowAction.AskPeople;
import dev.rcrewai.crew.FlowTemplate;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.Question.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a flow asks people.
 *
 * @param words the question, and what is reviewed, as they stand now
 * @param expiresIn of a question that says nothing of it
 */
record FlowInquiry(AskPeople ask, Map<String, @Nullable Object> words, Duration expiresIn) {
  Question question() {
    var text = text(CompiledFlow.QUESTION).strip();
    var open = requireNonNullElse(ask.expiresIn(), expiresIn);
    return switch (ask.manner()) {
      case TEXT -> Inquiry.ask(ask.ask(), text, open);
      case APPROVAL -> new Question(Kind.APPROVAL, text, null, List.of(), null, open);
      case REVIEW ->
          new Question(
              Kind.REVIEW,
              text,
              new Question.Output(text(CompiledFlow.SUBJECT)),
              List.of(),
              null,
              open);
    };
  }

  private String text(String name) {
    return FlowTemplate.text(words.get(name));
  }

  /** What the step says then: the answer itself, or a decision as JSON. */
  static String said(AskPeople ask, Answer answer) {
    return switch (ask.manner()) {
      case TEXT -> answer.text();
      case APPROVAL, REVIEW -> {
        var said = new LinkedHashMap<String, String>();
        said.put("decision", answer.decision().word());
        said.put("comment", answer.text());
        yield Json.write(said);
      }
    };
  }
}
