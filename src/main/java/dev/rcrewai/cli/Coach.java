package dev.rcrewai.cli;

import dev.rcrewai.step.Answer;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.AnswerCheck;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what a person thinks of each answer in a training: whoever sits at the terminal, or whoever
 * wrote a file with feedback. What else a crew asks is asked at the terminal. One thread answers;
 * iterations begin on another, while nothing is asked.
 */
final class Coach implements Interview.Voice {
  /** How often in one iteration an answer to a task may be sent back. */
  static final int REVIEWS_MAX = 3;

  /** Says that an answer is good as it is. */
  static final String ACCEPT = "approve";

  private final BufferedReader in;
  private final PrintWriter err;
  private final @Nullable FeedbackFile file;
  private final Map<String, Integer> reviews = new ConcurrentHashMap<>();
  private volatile int iteration;

  /**
   * @param file what is said instead of asking; null where somebody is asked
   */
  Coach(BufferedReader in, PrintWriter err, @Nullable FeedbackFile file) {
    this.in = in;
    this.err = err;
    this.file = file;
  }

  /** What is said from now on is said in this iteration, from 1. */
  void begin(int number) {
    iteration = number;
    reviews.clear();
  }

  @Override
  public @Nullable String answer(StepPath path, Question question) throws IOException {
    if (!(question.subject() instanceof Question.Output)) {
      return in.readLine();
    }
    int before = reviews.getOrDefault(path.taskName(), 0);
    if (before == REVIEWS_MAX) {
      return ACCEPT;
    }
    var said =
        file == null ? ask(question) : before == 0 ? file.said(path.taskName(), iteration) : ACCEPT;
    if (said != null && !said.equals(ACCEPT)) {
      reviews.put(path.taskName(), before + 1);
    }
    return said;
  }

  @Override
  public String expected(Question question) {
    return question.subject() instanceof Question.Output
        ? "say what to change, in one line; Enter accepts it"
        : AnswerCheck.expected(question);
  }

  private @Nullable String ask(Question question) throws IOException {
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isBlank()) {
        return ACCEPT;
      }
      switch (AnswerCheck.check(question, line, "")) {
        case AnswerCheck.Valid(Answer(var decision, _)) when decision == Decision.APPROVED -> {
          return ACCEPT;
        }
        case AnswerCheck.Valid(Answer(var decision, _)) when decision == Decision.REVISE -> {
          return line;
        }
        case AnswerCheck.Valid _, AnswerCheck.Invalid _ -> {
          err.println("  (" + expected(question) + ")");
          err.flush();
        }
      }
    }
    return null;
  }
}
