package dev.rcrewai.crew;

import java.nio.file.Path;
import java.util.List;

/** What became of one source of a crew or flow: a YAML file, or a directory in CrewAI's layout. */
public sealed interface LoadResult {
  /** The file or directory. */
  Path source();

  /** What its author should know and nothing fails for, in the order of the file. */
  List<CrewProblem> warnings();

  /** The source can be served. */
  sealed interface Usable extends LoadResult {
    /** What it is. */
    Automation automation();
  }

  /** The source is a crew. */
  record Loaded(Crew crew, Path source, List<CrewProblem> warnings) implements Usable {
    public Loaded {
      warnings = List.copyOf(warnings);
    }

    @Override
    public Automation automation() {
      return crew;
    }
  }

  /** The source is a flow, and all crews that it names are there. */
  record LoadedFlow(LinkedFlow flow, Path source, List<CrewProblem> warnings) implements Usable {
    public LoadedFlow {
      warnings = List.copyOf(warnings);
    }

    @Override
    public Automation automation() {
      return flow;
    }
  }

  /** The source is neither; every problem that was found is listed. */
  record Rejected(Path source, List<CrewProblem> problems, List<CrewProblem> warnings)
      implements LoadResult {
    public Rejected {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException(source + " is rejected, but for no problem");
      }
    }
  }
}
