package dev.rcrewai.tool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.function.Predicate;

/** Collects the names of files below one directory of the jail; a bounded walk, for one use. */
final class JailListing {
  private static final int DEPTH_MAX = 3;
  private static final int ENTRIES_MAX = 1_000;

  private final Path jail;
  private final Predicate<String> wanted;
  private final Collection<String> names;
  private int left = ENTRIES_MAX;
  private boolean complete = true;

  /**
   * Prepares the walk.
   *
   * @param jail the directory's real path, which links must not lead out of
   * @param wanted chooses among names such as {@code reports/may.csv}
   * @param names where they are put
   */
  JailListing(Path jail, Predicate<String> wanted, Collection<String> names) {
    this.jail = jail;
    this.wanted = wanted;
    this.names = names;
  }

  /** Walks; true when everything was seen. */
  boolean collect(SecureDirectoryStream<Path> directory) throws IOException {
    try {
      collect(directory, "", 1);
      return complete;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void collect(SecureDirectoryStream<Path> directory, String prefix, int depth)
      throws IOException {
    for (Path entry : directory) {
      if (left-- <= 0) {
        complete = false;
        return;
      }
      Path name = entry.getFileName();
      if (JailPath.parse(prefix + name) instanceof JailPath.Valid) {
        visit(directory, name, prefix, depth);
      }
    }
  }

  private void visit(SecureDirectoryStream<Path> directory, Path name, String prefix, int depth)
      throws IOException {
    try {
      BasicFileAttributes attributes = JailWalk.attributes(directory, name);
      String path = prefix + name;
      if (attributes.isDirectory() && depth < DEPTH_MAX) {
        try (var below = JailWalk.below(directory, name)) {
          collect(below, path + "/", depth + 1);
        }
      } else if (attributes.isDirectory()) {
        complete = false;
      } else if (wanted.test(path) && (attributes.isRegularFile() || isLinkInside(path))) {
        names.add(path);
      }
    } catch (IOException e) {
      // It went away, or cannot be read: then it is not offered.
    }
  }

  private boolean isLinkInside(String path) throws IOException {
    Path real = jail.resolve(path).toRealPath();
    return real.startsWith(jail) && Files.isRegularFile(real);
  }
}
