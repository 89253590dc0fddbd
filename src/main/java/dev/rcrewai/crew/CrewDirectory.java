package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * @param served the crew that callers get; older than {@code result} where that is bad
   */
  private record Entry(
      FileStamp stamp, CrewSource source, LoadResult result, @Nullable ServedCrew served) {
    Entry serving(@Nullable ServedCrew crew) {
      return new Entry(stamp, source, result, crew);
    }

    /** Whether nobody else may take the name of the crew that is served. */
    boolean holdsItsName() {
      return served != null
          && switch (result) {
            case LoadResult.Rejected _ -> true;
            case LoadResult.Loaded(var crew, _, _) -> crew.name().equals(served.crew().name());
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
  }

  /** The crews that callers get, by name. */
  SortedMap<String, ServedCrew> served() {
    var served = new TreeMap<String, ServedCrew>();
    for (var entry : entries.values()) {
      if (entry.served() != null) {
        served.put(entry.served().crew().name(), entry.served());
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
      return new Entry(stamp, source, before.result(), before.served());
    }
    var served = before == null ? null : before.served();
    return new Entry(stamp, source, loader.load(source), served);
  }

  /** A name stays with the source that serves it; a free one goes to the first that claims it. */
  private void assignNames() {
    var owners = new HashMap<String, Path>();
    entries.forEach((path, entry) -> {
      if (entry.served() != null && entry.holdsItsName()) {
        owners.put(entry.served().crew().name(), path);
      }
    });
    entries.replaceAll((path, entry) -> entry.serving(assign(path, entry, owners)));
  }

  private @Nullable ServedCrew assign(Path path, Entry entry, Map<String, Path> owners) {
    var served = entry.served();
    switch (entry.result()) {
      case LoadResult.Rejected rejected -> broken.put(path, rejected.problems());
      case LoadResult.Loaded loaded -> {
        var owner = owners.computeIfAbsent(loaded.crew().name(), _ -> path);
        if (owner.equals(path)) {
          return served != null && served.loaded().equals(loaded) ? served : new ServedCrew(loaded);
        }
        broken.put(path, CrewLoader.duplicate(loaded, owner).problems());
      }
    }
    return served != null && owners.computeIfAbsent(served.crew().name(), _ -> path).equals(path)
        ? served
        : null;
  }
}
