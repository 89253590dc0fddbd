package dev.rcrewai.cli;

import dev.rcrewai.execution.Answered;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.step.AnswerCheck;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks whoever started a run what its crew wants to know: one question at a time, one line for each
 * answer. Where there is no line any more, nobody is there, and the run is cancelled.
 */
final class Interview implements AutoCloseable {
  private static final long STORE_SECONDS_MAX = 15;

  private final Voice voice;
  private final PrintWriter err;
  private final String user;
  private final ExecutorService one =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("interview").factory());

  /** Whose words the answers are. */
  interface Voice {
    /** An answer to the question, which may not fit; null where nobody answers any more. */
    @Nullable String answer(StepPath path, Question question) throws IOException;

    /** What is an answer, for people. */
    default String expected(Question question) {
      return AnswerCheck.expected(question);
    }
  }

  /**
   * @param user in whose name is answered
   */
  Interview(Voice voice, PrintWriter err, String user) {
    this.voice = voice;
    this.err = err;
    this.user = user;
  }

  /** One with whoever started this process. */
  static Interview atTerminal(PrintWriter err) {
    var in = lines();
    return new Interview((_, _) -> in.readLine(), err, LocalNode.USER);
  }

  /** What is typed, or comes through a pipe, line by line. */
  static BufferedReader lines() {
    return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
  }

  /** Whether somebody is looking. */
  @SuppressWarnings("SystemConsoleNull") // it still is where the JVM was told to behave as before
  static boolean isAtTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /** Asks in the background; the answer goes to the execution. */
  void ask(Executions executions, ExecutionId id, StepPath path, Question question) {
    one.execute(() -> {
      try {
        show(question);
        converse(executions, id, path, question);
      } catch (Exception e) {
        err.println("the answer could not be given: " + e.getMessage());
        err.flush();
        executions.cancel(id, user, "the answer could not be given");
      }
    });
  }

  private void converse(Executions executions, ExecutionId id, StepPath path, Question question)
      throws Exception {
    for (var line = voice.answer(path, question);
        line != null;
        line = voice.answer(path, question)) {
      var answered =
          executions
              .answer(id, path, line, "", user)
              .toCompletionStage()
              .toCompletableFuture()
              .get(STORE_SECONDS_MAX, TimeUnit.SECONDS);
      if (!(answered instanceof Answered.Invalid(_, var expected))) {
        return; // it is answered, or nobody waits for it any more
      }
      say("  expected " + expected);
    }
    executions.cancel(id, user, "nobody is there to answer");
  }

  private void show(Question question) {
    say("? " + question.text());
    switch (question.subject()) {
      case Question.Output(var output) -> say(output.indent(2).stripTrailing());
      case Question.Call(var tool, var arguments) -> say("  " + tool + " " + arguments);
      case null -> {}
    }
    int place = 1;
    for (var choice : question.choices()) {
      say("  " + place++ + " " + choice);
    }
    say("  (" + voice.expected(question) + ")");
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  /** Does not wait for a line that nobody writes. */
  @Override
  public void close() {
    one.shutdownNow();
  }
}
