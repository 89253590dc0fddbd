package dev.rcrewai.execution;

import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.time.Instant;

/** A question that people are asked now, and may answer until it expires. */
public record OpenQuestion(StepPath path, Question question, Instant askedAt) {
  /** From then on no answer counts. */
  public Instant expiresAt() {
    return askedAt.plus(question.expiresIn());
  }
}
