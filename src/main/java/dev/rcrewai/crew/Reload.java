package dev.rcrewai.crew;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one look at the crews' directory changed.
 *
 * @param loaded names of crews that are new or have changed, sorted
 * @param rejected sources that are newly bad, or bad in a new way, with their problems
 * @param removed names of crews that are gone, sorted
 */
public record Reload(
    List<String> loaded, Map<Path, List<CrewProblem>> rejected, List<String> removed) {
  public Reload {
    loaded = List.copyOf(loaded);
    rejected = Map.copyOf(rejected);
    removed = List.copyOf(removed);
  }

  /** Whether there is anything to tell. */
  public boolean changed() {
    return !loaded.isEmpty() || !rejected.isEmpty() || !removed.isEmpty();
  }
}
