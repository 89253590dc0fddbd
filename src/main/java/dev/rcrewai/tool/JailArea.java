package dev.rcrewai.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * One directory of the jail: the caller's own, or the shared one.
 *
 * @param base trusted: the operator made it, and may have made it a link
 * @param below the directories from there to the files; no links
 */
record JailArea(Path base, List<Path> below) {
  FileJail.Opened open(Path relative, long bytesMax) {
    try {
      Path top = base.toRealPath();
      Path jail = jailIn(top);
      Path real = jail.resolve(relative).toRealPath();
      if (!real.startsWith(jail) || real.equals(jail)) {
        return new FileJail.Refused("leads out of your files");
      }
      try (var directory = JailWalk.trusted(top)) {
        return JailWalk.open(directory, top.relativize(real), bytesMax);
      }
    } catch (NoSuchFileException e) {
      return new FileJail.Missing();
    } catch (IOException e) {
      return new FileJail.Refused("cannot be read");
    }
  }

  boolean hasDirectory(Path relative) {
    try {
      Path jail = jailIn(base.toRealPath());
      Path real = jail.resolve(relative).toRealPath();
      return real.startsWith(jail) && Files.isDirectory(real);
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds the names of files; true when there are no more. */
  boolean list(Predicate<String> wanted, Collection<String> names) {
    try {
      Path top = base.toRealPath();
      try (var directory = JailWalk.trusted(top)) {
        return list(directory, below, new JailListing(jailIn(top), wanted, names));
      }
    } catch (IOException e) {
      return true; // no directory that could be read, so no files
    }
  }

  private static boolean list(
      SecureDirectoryStream<Path> directory, List<Path> below, JailListing listing)
      throws IOException {
    if (below.isEmpty()) {
      return listing.collect(directory);
    }
    try (var next = JailWalk.below(directory, below.getFirst())) {
      return list(next, below.subList(1, below.size()), listing);
    }
  }

  private Path jailIn(Path top) {
    Path jail = top;
    for (Path directory : below) {
      jail = jail.resolve(directory);
    }
    return jail;
  }
}
