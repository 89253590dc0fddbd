package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What tells without reading whether files have changed.
 *
 * @param settled false where a file was written so shortly before that a second write of the same
 *     size could leave the same stamp
 */
record FileStamp(List<Mark> marks, boolean settled) {
  /** Longer than the clock tick of any file system in use. */
  private static final Duration TICK_MAX = Duration.ofSeconds(2);

  private record Mark(Path file, Instant modified, long size) {}

  static FileStamp of(List<Path> files, Instant now) {
    var marks = files.stream().map(FileStamp::mark).toList();
    var limit = now.minus(TICK_MAX);
    return new FileStamp(marks, marks.stream().allMatch(mark -> mark.modified().isBefore(limit)));
  }

  /** Whether the files are surely what they were when the earlier stamp was taken. */
  boolean isSameAs(FileStamp earlier) {
    return earlier.settled && marks.equals(earlier.marks);
  }

  private static Mark mark(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Mark(file, attributes.lastModifiedTime().toInstant(), attributes.size());
    } catch (IOException _) {
      return new Mark(file, Instant.MIN, -1); // not there, or not for us: reading it says why
    }
  }
}
