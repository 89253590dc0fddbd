package dev.rcrewai.client;

/** A problem that the server answered, where only an exception can carry it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  ProblemException(Answer answer) {
    super(answer.status() + " " + answer.code() + ": " + answer.json().getString("error", ""));
    this.answer = answer;
  }

  /** The answer, with the problem as its body. */
  public Answer answer() {
    return answer;
  }
}
