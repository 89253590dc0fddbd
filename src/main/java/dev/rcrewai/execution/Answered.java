package dev.rcrewai.execution;

import dev.rcrewai.step.StepPath;
import java.util.List;

/** What became of a person's answer. */
public sealed interface Answered {
  /** It is durable; the execution goes on. */
  record Accepted() implements Answered {}

  /** There is no such execution. */
  record NotFound() implements Answered {}

  /** The execution has ended. */
  record Ended() implements Answered {}

  /** Nobody is asked that, or anything. */
  record NotAsked() implements Answered {}

  /** Several questions are open, and it is not said which is meant. */
  record Ambiguous(List<StepPath> open) implements Answered {
    public Ambiguous {
      open = List.copyOf(open);
    }
  }

  /** Somebody was faster. */
  record AlreadyAnswered(StepPath question) implements Answered {}

  /** It comes too late. */
  record Expired(StepPath question) implements Answered {}

  /**
   * It is none; the question stays open.
   *
   * @param expected what would be one
   */
  record Invalid(StepPath question, String expected) implements Answered {}
}
