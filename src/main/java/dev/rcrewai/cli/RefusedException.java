package dev.rcrewai.cli;

import dev.rcrewai.execution.Submitted;

/** What was asked for on the command line cannot be run. */
final class RefusedException extends RuntimeException {
  RefusedException(Submitted.Refused refused) {
    super(refused.error() + advice(refused));
  }

  RefusedException(String words) {
    super(words);
  }

  private static String advice(Submitted.Refused refused) {
    return refused instanceof Submitted.UnknownCrew(_, var similar) && !similar.isEmpty()
        ? "; did you mean " + String.join(" or ", similar) + "?"
        : "";
  }
}
