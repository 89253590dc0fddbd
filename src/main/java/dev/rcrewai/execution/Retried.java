package dev.rcrewai.execution;

/** What became of the wish to run an ended execution again. */
public sealed interface Retried {
  /** It was submitted as a new one, or was not. */
  record Submitted(dev.rcrewai.execution.Submitted submitted) implements Retried {}

  /** It has not ended yet. */
  record NotEnded(Status status) implements Retried {}

  /** It completed; there is nothing to do again. */
  record AlreadyCompleted() implements Retried {}

  /** Its caller paid with a key of its own, which is not kept. */
  record KeyGone() implements Retried {}

  /** There is no such execution. */
  record NotFound() implements Retried {}
}
