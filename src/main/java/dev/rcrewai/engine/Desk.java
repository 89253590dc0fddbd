package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;
import static dev.rcrewai.execution.EventData.TimerFired.EXPIRY;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.util.function.Supplier;

/**
 * Where people are asked. A question is first recorded, so that people can see it and its time
 * runs; then it waits for its answer or its expiry. Nothing but a recorded answer is one.
 */
record Desk(Recorded recorded) {
  /** The answer to the question at that path, which is built only where it was not put yet. */
  Progress<Answer> ask(StepPath path, Supplier<Question> question) {
    var asked = recorded.question(path);
    if (asked == null) {
      return needs(new NoteStep(new InputRequested(path, question.get())));
    }
    var answer = recorded.answer(path);
    if (answer != null) {
      return done(answer);
    }
    if (recorded.fired(path, EXPIRY)) {
      return failed(Outcome.INPUT_EXPIRED, Details.unanswered(path, asked));
    }
    var end = recorded.at(path.asked()).plus(asked.expiresIn());
    return Progress.<Answer>needs(new AskStep(path)).within(new Timer(path, EXPIRY, end));
  }
}
