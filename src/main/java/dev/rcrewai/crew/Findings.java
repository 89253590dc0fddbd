package dev.rcrewai.crew;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects what is wrong with one source, in the order of the file, each finding once. */
final class Findings {
  private static final int LISTED_MAX = 200;

  private final SortedSet<CrewProblem> problems = new TreeSet<>();
  private final SortedSet<CrewProblem> warnings = new TreeSet<>();

  void problem(CrewProblem problem) {
    problems.add(problem);
  }

  void warning(CrewProblem warning) {
    warnings.add(warning);
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  /** Fails with all problems, one a line, where there are any. */
  void refuse() throws IOException {
    if (hasProblems()) {
      throw new IOException(
          problems().stream().map(CrewProblem::toString).collect(Collectors.joining("\n")));
    }
  }

  List<CrewProblem> problems() {
    return problems.stream().limit(LISTED_MAX).toList();
  }

  List<CrewProblem> warnings() {
    return warnings.stream().limit(LISTED_MAX).toList();
  }
}
