package dev.rcrewai.crew;

import java.util.Comparator;

/**
 * Something wrong in a crew's file, and where.
 *
 * @param file as the loader was given it
 * @param line from 1
 * @param column from 1, in characters
 * @param message what is wrong, which, and what to do
 */
public record CrewProblem(String file, int line, int column, String message)
    implements Comparable<CrewProblem> {
  private static final Comparator<CrewProblem> BY_PLACE =
      Comparator.comparing(CrewProblem::file)
          .thenComparingInt(CrewProblem::line)
          .thenComparingInt(CrewProblem::column)
          .thenComparing(CrewProblem::message);

  @Override
  public int compareTo(CrewProblem other) {
    return BY_PLACE.compare(this, other);
  }

  /** {@code file:line:column: message}, which editors and terminals turn into a link. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
