package dev.rcrewai;

import dev.rcrewai.crew.CrewProblem;
import java.util.List;
import java.util.stream.Collectors;

/** Files of {@code TOOLS_DIR} cannot be used; its message has one line per problem, all of them. */
public final class ToolFilesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ToolFilesException(List<CrewProblem> problems) {
    super(
        problems.stream().map(CrewProblem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
  }
}
