package dev.rcrewai.tool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one caller's files. It goes from the trusted directory of all callers downwards and
 * follows no link, not even one inside: what is swapped on the way leads to an error. A new
 * directory, and the new content of a file, is made under a hidden name first and then moved into
 * its place at once (renameat), since a path cannot be trusted twice.
 */
final class JailWriter {
  static final int DEPTH_MAX = 8;

  private final Path callers;

  /**
   * @param callers trusted, and made where it is not there yet
   */
  JailWriter(Path callers) throws IOException {
    this.callers = Files.createDirectories(callers).toRealPath();
  }

  /** Replaces the file; readers see the old content or the new, never half of it. */
  FileJail.Written replace(String caller, Path relative, byte[] content) throws IOException {
    return in(caller, relative, (directory, name) -> replace(directory, name, content));
  }

  /** Adds to the end of the file, or begins it. */
  FileJail.Written append(String caller, Path relative, byte[] content, long bytesMax)
      throws IOException {
    return in(caller, relative, (directory, name) -> append(directory, name, content, bytesMax));
  }

  private interface Work {
    FileJail.Written in(SecureDirectoryStream<Path> directory, Path name) throws IOException;
  }

  private FileJail.Written in(String caller, Path relative, Work work) throws IOException {
    var path = Path.of(caller).resolve(relative);
    if (relative.getNameCount() > DEPTH_MAX) {
      return new FileJail.NotWritten("lies more than " + DEPTH_MAX + " directories deep");
    }
    try (var top = JailWalk.trusted(callers)) {
      return in(top, top, path, work);
    }
  }

  private FileJail.Written in(
      SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> above, Path path, Work work)
      throws IOException {
    Path name = path.getName(0);
    if (path.getNameCount() == 1) {
      return work.in(above, name);
    }
    if (find(above, name) == null) {
      makeDirectory(top, above, name);
    }
    try (var below = JailWalk.below(above, name)) {
      return in(top, below, path.subpath(1, path.getNameCount()), work);
    }
  }

  private void makeDirectory(
      SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> above, Path name)
      throws IOException {
    Path made = Files.createDirectory(callers.resolve(hiddenName()));
    try {
      top.move(made.getFileName(), above, name);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      Files.delete(made); // somebody else made it meanwhile
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  private static FileJail.Written replace(
      SecureDirectoryStream<Path> directory, Path name, byte[] content) throws IOException {
    var before = find(directory, name);
    if (before != null && !before.isRegularFile()) {
      return new FileJail.NotWritten("is not a regular file");
    }
    Path hidden = hiddenName();
    try {
      try (var file = open(directory, hidden, StandardOpenOption.CREATE_NEW)) {
        write(file, content);
      }
      directory.move(hidden, directory, name);
      return new FileJail.Done(content.length);
    } catch (IOException e) {
      delete(directory, hidden);
      throw e;
    }
  }

  private static FileJail.Written append(
      SecureDirectoryStream<Path> directory, Path name, byte[] content, long bytesMax)
      throws IOException {
    var before = find(directory, name);
    if (before == null) {
      return replace(directory, name, content);
    }
    if (!before.isRegularFile()) {
      return new FileJail.NotWritten("is not a regular file");
    }
    if (before.size() + content.length > bytesMax) {
      return new FileJail.NotWritten("would have more than " + bytesMax + " bytes");
    }
    try (var file = open(directory, name, StandardOpenOption.APPEND)) {
      add(file, content);
      return new FileJail.Done(before.size() + content.length);
    }
  }

  /** From the first byte on nobody can say that nothing has changed. */
  private static void add(SeekableByteChannel file, byte[] content) {
    try {
      write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SeekableByteChannel open(
      SecureDirectoryStream<Path> directory, Path name, StandardOpenOption how) throws IOException {
    return directory.newByteChannel(name, Set.of(how, StandardOpenOption.WRITE, NOFOLLOW_LINKS));
  }

  private static void write(SeekableByteChannel channel, byte[] content) throws IOException {
    var bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (channel instanceof FileChannel file) {
      file.force(true);
    }
  }

  private static @Nullable BasicFileAttributes find(
      SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      return JailWalk.attributes(directory, name);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void delete(SecureDirectoryStream<Path> directory, Path name) {
    try {
      directory.deleteFile(name);
    } catch (IOException e) {
      // It was never made, or the disk is gone too; the first failure is the one to tell.
    }
  }

  private static Path hiddenName() {
    return Path.of(".new-" + UUID.randomUUID());
  }
}
