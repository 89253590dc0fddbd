package dev.rcrewai.tool;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Goes from a trusted directory downwards without following a link. Each directory is opened
 * relative to the one above it (openat), so that replacing a directory by a link on the way leads
 * to an error and nowhere else. Needs an operating system that can do this, as Linux can.
 */
final class JailWalk {
  private JailWalk() {}

  /** The directory itself, which is trusted. */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  static SecureDirectoryStream<Path> trusted(Path directory) throws IOException {
    var stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this operating system cannot open files relative to a directory");
  }

  /** A directory just below; asked first what it is, since opening a pipe would wait forever. */
  static SecureDirectoryStream<Path> below(SecureDirectoryStream<Path> above, Path name)
      throws IOException {
    if (!attributes(above, name).isDirectory()) {
      throw new NotDirectoryException(name.toString());
    }
    return above.newDirectoryStream(name, NOFOLLOW_LINKS);
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** The file at that path below the directory. */
  static FileJail.Opened open(SecureDirectoryStream<Path> directory, Path relative, long bytesMax)
      throws IOException {
    Path name = relative.getName(0);
    if (relative.getNameCount() == 1) {
      return openFile(directory, name, bytesMax);
    }
    try (var next = below(directory, name)) {
      return open(next, relative.subpath(1, relative.getNameCount()), bytesMax);
    }
  }

  private static FileJail.Opened openFile(
      SecureDirectoryStream<Path> directory, Path name, long bytesMax) throws IOException {
    BasicFileAttributes before = attributes(directory, name);
    if (!before.isRegularFile()) {
      return new FileJail.Refused("is not a regular file");
    }
    var channel = directory.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
    var file = new JailedFile(channel, channel.size(), before.lastModifiedTime().toInstant());
    if (!Objects.equals(before.fileKey(), attributes(directory, name).fileKey())) {
      file.close();
      return new FileJail.Refused("was replaced while it was opened; try again");
    }
    if (file.size() > bytesMax) {
      file.close();
      return new FileJail.Refused(
          String.format(
              Locale.ROOT, "is too large: %,d bytes; at most %,d are read", file.size(), bytesMax));
    }
    return new FileJail.Readable(file);
  }
}
