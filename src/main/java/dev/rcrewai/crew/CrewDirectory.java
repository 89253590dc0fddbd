package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sources in a directory of crews, and which crew each of them serves. For one thread. */
final class CrewDirectory {
  private static final int SOURCES_MAX = 1000;

  private final Path directory;
  private final CrewLoader loader;
  private final InstantSource clock;
  private final SortedMap<Path, Entry> entries = new TreeMap<>();
  private final SortedMap<Path, List<CrewProblem>> broken = new TreeMap<>();

  /**
   * A source as it was last read.
   *
   * @param beside the crews that a flow could name then; none for a crew
   * @param served what callers get; older than {@code result} where that is bad
   */
  private record Entry(
      FileStamp stamp,
      CrewSource source,
      Neighbours beside,
      LoadResult result,
      @Nullable ServedCrew served) {
    Entry serving(@Nullable ServedCrew crew) {
      return new Entry(stamp, source, beside, result, crew);
    }

    boolean isFlow() {
      return source instanceof CrewSource.OfFlow;
    }

    /** Whether nobody else may take the name of the crew that is served. */
    boolean holdsItsName() {
      return served != null
          && switch (result) {
            case LoadResult.Rejected _ -> true;
            case LoadResult.Usable now -> now.automation().name().equals(served.name());
          };
    }
  }

  CrewDirectory(Path directory, CrewLoader loader, InstantSource clock) {
    this.directory = directory;
    this.loader = loader;
    this.clock = clock;
  }

  /** Reads what changed and decides anew which crews are served. */
  void refresh() {
    broken.clear();
    try {
      var sources = CrewSource.list(directory);
      if (sources.size() > SOURCES_MAX) {
        throw new IOException(sources.size() + " crews; at most " + SOURCES_MAX + " are served");
      }
      entries.keySet().retainAll(sources);
      sources.forEach(source -> entries.compute(source, this::read));
    } catch (IOException e) {
      broken.put(directory, CrewLoader.unreadable(directory, e).problems());
    }
    assignNames();
    link();
    assignNames();
  }

  /** Flows are read after the crews that they may name, and again where these have changed. */
  private void link() {
    var beside = neighbours();
    entries.replaceAll((_, entry) ->
        entry.source() instanceof CrewSource.OfFlow flow && !beside.equals(entry.beside())
            ? new Entry(entry.stamp(), flow, beside, loader.loadFlow(flow, beside), entry.served())
            : entry);
  }

  private Neighbours neighbours() {
    var crews = new TreeMap<String, Crew>();
    served()
        .forEach((name, served) -> {
          if (served.automation() instanceof Crew crew) {
            crews.put(name, crew);
          }
        });
    return new Neighbours(
        crews,
        broken.keySet().stream()
            .filter(path -> entries.containsKey(path))
            .filter(path -> !Objects.requireNonNull(entries.get(path)).isFlow())
            .toList());
  }

  /** What callers get, by name. */
  SortedMap<String, ServedCrew> served() {
    var served = new TreeMap<String, ServedCrew>();
    for (var entry : entries.values()) {
      if (entry.served() != null) {
        served.put(entry.served().name(), entry.served());
      }
    }
    return Collections.unmodifiableSortedMap(served);
  }

  /** The problems of sources that are not served as they are. */
  Map<Path, List<CrewProblem>> broken() {
    return Collections.unmodifiableMap(new TreeMap<>(broken));
  }

  private Entry read(Path path, @Nullable Entry before) {
    var stamp = FileStamp.of(CrewSource.files(path), clock.instant());
    if (before != null && stamp.isSameAs(before.stamp())) {
      return before;
    }
    var source = CrewSource.read(path);
    if (before != null && source.equals(before.source())) {
      return new Entry(stamp, source, before.beside(), before.result(), before.served());
    }
    var served = before == null ? null : before.served();
    var result =
        source instanceof CrewSource.OfFlow flow
            ? loader.loadFlow(flow, Neighbours.NONE) // linked once all crews are read
            : loader.loadCrew(source);
    return new Entry(stamp, source, Neighbours.NONE, result, served);
  }

  /** A name stays with the source that serves it; a free one goes to the first that claims it. */
  private void assignNames() {
    broken.keySet().removeAll(entries.keySet());
    var owners = new HashMap<String, Path>();
    entries.forEach((path, entry) -> {
      if (entry.served() != null && entry.holdsItsName()) {
        owners.put(entry.served().name(), path);
      }
    });
    entries.replaceAll((path, entry) -> entry.serving(assign(path, entry, owners)));
  }

  private @Nullable ServedCrew assign(Path path, Entry entry, Map<String, Path> owners) {
    var served = entry.served();
    switch (entry.result()) {
      case LoadResult.Rejected rejected -> broken.put(path, rejected.problems());
      case LoadResult.Usable loaded -> {
        var owner = owners.computeIfAbsent(loaded.automation().name(), _ -> path);
        if (owner.equals(path)) {
          return served != null && served.loaded().equals(loaded) ? served : new ServedCrew(loaded);
        }
        broken.put(path, CrewLoader.duplicate(loaded, owner).problems());
      }
    }
    return served != null && owners.computeIfAbsent(served.name(), _ -> path).equals(path)
        ? served
        : null;
  }
}
