package dev.rcrewai.cli;

import dev.rcrewai.execution.Answered;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.step.AnswerCheck;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Asks whoever started a run what its crew wants to know: one question at a time, one line for each
 * answer. Where there is no line any more, nobody is there, and the run is cancelled.
 */
final class Interview implements AutoCloseable {
  private static final long STORE_SECONDS_MAX = 15;

  private final BufferedReader in;
  private final PrintWriter err;
  private final String user;
  private final ExecutorService one =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("interview").factory());

  /**
   * @param user in whose name is answered
   */
  Interview(BufferedReader in, PrintWriter err, String user) {
    this.in = in;
    this.err = err;
    this.user = user;
  }

  /** Asks in the background; the answer goes to the execution. */
  void ask(Executions executions, ExecutionId id, StepPath path, Question question) {
    one.execute(() -> {
      try {
        show(question);
        converse(executions, id, path);
      } catch (Exception e) {
        err.println("the answer could not be given: " + e.getMessage());
        err.flush();
        executions.cancel(id, user, "the answer could not be given");
      }
    });
  }

  private void converse(Executions executions, ExecutionId id, StepPath path) throws Exception {
    for (var line = in.readLine(); line != null; line = in.readLine()) {
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
    say("  (" + AnswerCheck.expected(question) + ")");
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
