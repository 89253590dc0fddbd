package dev.rcrewai.crew;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The crews beside a flow, which its steps may name.
 *
 * @param crews by name
 * @param broken sources that are no crews, though they are meant to be
 */
record Neighbours(Map<String, Crew> crews, Collection<Path> broken) {
  static final Neighbours NONE = new Neighbours(Map.of(), List.of());

  Neighbours {
    crews = new TreeMap<>(crews);
    broken = List.copyOf(broken);
  }

  /** Why there is no crew of that name. */
  String missing(String name) {
    return broken.stream()
        .map(path -> String.valueOf(path.getFileName()))
        .filter(file -> file.replaceFirst("\\.ya?ml$", "").equals(name))
        .findFirst()
        .map(file -> "crew '" + name + "' cannot be used: " + file + " has problems")
        .orElseGet(() -> "unknown crew '" + name + "'" + DidYouMean.hint(name, crews.keySet()));
  }
}
