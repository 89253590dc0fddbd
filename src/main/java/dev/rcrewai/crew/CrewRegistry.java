package dev.rcrewai.crew;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The crews and flows that can be run: an immutable snapshot, replaced at once by {@link #reload}.
 * Readers never wait, on any thread; {@code reload} reads files and belongs on a worker thread.
 */
public final class CrewRegistry {
  private final CrewDirectory directory;
  private final Map<String, Crew> added = new ConcurrentHashMap<>();
  private volatile Snapshot snapshot = new Snapshot(new TreeMap<>(), Map.of());

  /** What all readers see. */
  private record Snapshot(
      SortedMap<String, ServedCrew> crews, Map<Path, List<CrewProblem>> broken) {}

  /** A registry of the crews below {@code directory}; empty until the first {@link #reload}. */
  public CrewRegistry(Path directory, CrewLoader loader) {
    this(directory, loader, InstantSource.system());
  }

  CrewRegistry(Path directory, CrewLoader loader, InstantSource clock) {
    this.directory = new CrewDirectory(directory, loader, clock);
  }

  /**
   * Looks at the directory and reads what changed. A source that has become bad keeps its crew as
   * it was; one that is gone takes its crew with it. A directory that cannot be listed changes
   * nothing.
   */
  public synchronized Reload reload() {
    directory.refresh();
    var before = snapshot;
    var now = new Snapshot(directory.served(), directory.broken());
    snapshot = now;
    return new Reload(
        now.crews.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(before.crews.get(entry.getKey())))
            .map(Map.Entry::getKey)
            .toList(),
        difference(now.broken, before.broken),
        before.crews.keySet().stream().filter(name -> !now.crews.containsKey(name)).toList());
  }

  /** Offers a crew that no file has, or one instead of the file's; for as long as this lives. */
  public void add(Crew crew) {
    added.put(crew.name(), crew);
  }

  /** The file or directory of the crew of that name, or null where none has it. */
  public @Nullable Path source(String name) {
    var served = snapshot.crews.get(name);
    return served == null ? null : served.loaded().source();
  }

  /** The crew or flow of that name, or null. */
  public @Nullable Automation find(String name) {
    var other = added.get(name);
    if (other != null) {
      return other;
    }
    var served = snapshot.crews.get(name);
    return served == null ? null : served.automation();
  }

  /** All crews and flows, by name. */
  public List<Automation> all() {
    return snapshot.crews.values().stream().map(ServedCrew::automation).toList();
  }

  /** The name that somebody most likely meant, or null. */
  public @Nullable String didYouMean(String name) {
    return DidYouMean.closest(name, snapshot.crews.keySet());
  }

  /** Sources that cannot be served as they are, with their problems. */
  public Map<Path, List<CrewProblem>> broken() {
    return snapshot.broken;
  }

  /** What the author of this crew should know; nothing where it is not served. */
  public List<CrewProblem> warnings(String name) {
    var served = snapshot.crews.get(name);
    return served == null ? List.of() : served.loaded().warnings();
  }

  /** The check of what callers give it; compiled once for what is served. */
  public InputCheck inputCheck(Automation crew) {
    var served = snapshot.crews.get(crew.name());
    return served != null && served.automation().equals(crew)
        ? served.inputs()
        : new InputCheck(crew);
  }

  private static Map<Path, List<CrewProblem>> difference(
      Map<Path, List<CrewProblem>> now, Map<Path, List<CrewProblem>> before) {
    var difference = new TreeMap<>(now);
    difference.entrySet().removeAll(before.entrySet());
    return difference;
  }
}
