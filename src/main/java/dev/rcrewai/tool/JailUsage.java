package dev.rcrewai.tool;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** How much of the disk a directory takes, counted up to a bound; links are not followed. */
final class JailUsage extends SimpleFileVisitor<Path> {
  private static final int FILES_MAX = 10_000;
  private static final int DEPTH_MAX = 32;

  private long bytes;
  private int files;

  private JailUsage() {}

  /** That of a directory, which may not be there yet. */
  static JailUsage of(Path directory) throws IOException {
    var usage = new JailUsage();
    Files.walkFileTree(directory, Set.of(), DEPTH_MAX, usage);
    return usage;
  }

  boolean hasRoom(long more, long bytesMax) {
    return files < FILES_MAX && bytes + more <= bytesMax;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += attributes.size();
    files++;
    return files < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException problem) {
    return FileVisitResult.CONTINUE; // it went away, or there is no directory yet
  }
}
